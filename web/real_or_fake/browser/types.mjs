// What the end points of this page answer (web/real_or_fake/).

/** @typedef {{value: number | null, low: number, high: number, answers: number}} Share of wrong answers, with its 95 % interval */
/** @typedef {{value: number, interval: [number, number] | null}} Score */
/** @typedef {{n: number, extractor: string, resize: string, real: string}} Judged what belongs to scores, the same at all checkpoints of a model */

/**
 * What came out of a round. `votes`: of each picture [called real, called generated]; `critic`: its D says nothing of one picture alone.
 * @typedef {{model: string, step: number, epoch: number | null, seed: number, source: "weights" | "sheet", voters: number, real: boolean[],
 *   votes: [number, number][], error: Share, error_real: Share, error_fake: Share, critic: boolean,
 *   discriminator: {step: number, called_real: boolean[], error: Share} | null,
 *   scores: ({about: Judged} & Partial<Record<"fid" | "precision" | "recall", Score>>) | null}} Result
 */

/** @typedef {{step: number, epoch: number | null, fid: number | null}} Checkpoint */
/** @typedef {{name: string, dataset: string, steps: Checkpoint[], usual: number[], missing: string, judged: Judged | null}} Model */
/** @typedef {{model: string, step: number, n: number, seconds: number, mode: "alone" | "class"}} Choice */

/** @typedef {{language: string, text: Record<string, string>, errors: Record<string, string>, models: Record<string, string>, roles: Record<string, string>}} StageData */

/**
 * What the parts share.
 * @typedef {{say: (key: string, fields?: Record<string, unknown>) => string, language: string, signal: AbortSignal,
 *   number: (value: number, decimals: number) => string, percent: (value: number) => string, title: (model: string) => string,
 *   attempt: <T>(work: () => Promise<T>) => Promise<T | undefined>}} Stage
 */

export {};
