// What the end points of the scores answer (web/evaluation/api.py), and what the stage hands to its parts.

/** @import {ErrorAnswer} from "../../shared/browser/words.mjs" */
/** @typedef {ReturnType<typeof import("./words.mjs").makeWords>} Words */

/**
 * @typedef {object} EvaluationData
 * @property {string} language
 * @property {Record<string, string>} text
 * @property {Record<string, Record<string, string>>} classNames name -> language -> word
 * @property {Record<string, string>} models locales/models.toml
 * @property {Record<string, string>} errors
 * @property {Record<string, string>} roles role -> colour
 */

/**
 * @typedef {object} Model that can be scored, or compared alone
 * @property {string} name
 * @property {Record<string, string>} title by language
 * @property {"own" | "shipped"} kind
 * @property {number} step of its newest checkpoint
 * @property {number} checkpoints 0 without weights
 * @property {number | null} steps_per_epoch
 * @property {string[]} extractors that take its pictures; none without weights
 * @property {number} latent_dim
 * @property {string[]} classes
 * @property {string} dataset
 * @property {string} reference what its pictures are held against: the same for models that can be compared
 */

/**
 * @typedef {object} Score
 * @property {number | null} value null for infinity
 * @property {[number, number] | null} interval of 95 %
 * @property {"lower" | "higher" | "zero"} better nearer to zero: the last
 * @property {string} extractor its full name; absent, as the next two, but in the score of a result that says it for all
 * @property {string} resize
 * @property {number} n_real
 * @property {number} [decimals] of a score of the lectures: as many as they print
 * @property {{fit?: [n: number, value: number][], slope?: number, ties?: number, held_out?: number}} [details] what else came of it
 */
/** @typedef {Record<string, Score>} Scores by name */
/** @typedef {{code: string, text: string, [field: string]: unknown}} Note a word of caution that came with scores */

/**
 * @typedef {object} Result
 * @property {string} key
 * @property {string} model
 * @property {"generated" | "real_training" | "real_test"} [of] absent: generated
 * @property {number} step
 * @property {number} n
 * @property {number} seed
 * @property {string} extractor
 * @property {string} real
 * @property {boolean} [recorded] of an earlier checkpoint, which a shipped run carries along
 * @property {Scores} scores
 * @property {Record<string, number>} [accuracy_per_class]
 * @property {Note[]} [notes]
 * @property {boolean} [copies] whether there is a sheet of the pictures nearest to training pictures
 */

/** @typedef {{name: string, named: boolean, data: string, scores: Scores}} Published a row of the lectures */

/**
 * @typedef {object} Task an order to score a model
 * @property {string} key
 * @property {string} model
 * @property {number} n
 * @property {string} extractor
 * @property {"queued" | "running" | "failed" | "cancelled" | "finished"} state
 * @property {string} stage what is being done: "starting", "real", "generated", or a score
 * @property {number} done
 * @property {number} total
 * @property {number} position in the queue
 * @property {boolean} mine
 * @property {ErrorAnswer | null} error
 */

/**
 * @typedef {object} Overview
 * @property {Model[]} models
 * @property {Result[]} results
 * @property {Published[]} published
 * @property {boolean} inception whether the server has the weights of InceptionV3
 * @property {{n: [number, number], seed: [number, number], models: number}} limits
 * @property {Task[]} tasks
 */

/** @typedef {Result & {role: "real" | "generated", title: string}} Row */
/** @typedef {{key: string, dataset: string, extractor: string, n: number, score: Score, real: string, rows: Row[]}} Group of what can be compared */

/**
 * @typedef {object} Choice what is on the screen
 * @property {string[]} chosen models
 * @property {string | undefined} extractor
 * @property {number} n
 * @property {number} seed
 * @property {string} tab
 * @property {string[]} hidden scores
 * @property {boolean} every score all kept checkpoints, not the newest alone
 * @property {string} group whose bars are shown
 */

/**
 * @typedef {object} StageParts
 * @property {AbortSignal} signal
 * @property {Overview} overview what the server knows
 * @property {Task[]} tasks
 * @property {Set<string>} asked keys of what this visitor started here
 * @property {Set<string>} scored models that came of it
 * @property {Set<string>} fresh keys of results that came since
 * @property {() => Model[]} scorable chosen models that can be scored; a run without weights can only be compared
 * @property {() => string[]} extractors that take the pictures of all of them
 * @property {(changes: Partial<Choice>) => void} set
 * @property {(name: string) => void} toggle a model
 * @property {(name: string) => void} toggleScore
 * @property {() => Promise<void>} start
 * @property {(key: string) => Promise<void>} cancel
 */
/** @typedef {Words & Choice & StageParts} Stage */
/** @typedef {{element: HTMLElement, render: (groups: Group[]) => void}} View */

export {};
