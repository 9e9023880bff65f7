// Results -> rows of a table, in groups of what can be compared: same data, extractor, resize, N and real pictures.

/** @import {Choice, Group, Model, Result, Row, Score, Scores, StageParts, Words} from "./types.mjs" */

/**
 * The results of the chosen models, and of real pictures beside them, by group: what is new first, then by N.
 * `recorded`: also those of earlier checkpoints, which shipped runs carry along.
 * @param {Pick<Choice, "chosen"> & Pick<StageParts, "overview" | "fresh"> & Pick<Words, "text" | "title">} stage
 * @param {boolean} [recorded]
 */
export function groupRows({ chosen, overview, fresh, text, title }, recorded = false) {
  const models = new Map(overview.models.map((model) => [model.name, model]));
  /** @type {Map<string, Group>} */
  const groups = new Map();
  for (const result of overview.results) {
    if (!chosen.includes(result.model) || result.of === "real_test" || (result.recorded && !recorded)) continue;
    const { extractor, n, real } = result;
    const { reference, dataset } = /** @type {Model} */ (models.get(result.model));
    const { extractor: judge, resize, n_real: count } = ownScore(result);
    const key = [reference, judge, n, count, resize, real].join("|");
    const shown = dataset === "folder" ? dataset : reference;
    const group = groups.get(key) ?? { key, dataset: shown, extractor, n, score: ownScore(result), real, rows: [] };
    groups.set(key, group);
    /** @type {Row} */
    const row = isReal(result)
      ? { ...result, role: "real", title: text("real_training") }
      : { ...result, role: "generated", title: title(result.model) };
    const twice = row.role === "real" && group.rows.some((other) => other.role === "real"); // every card of a data set holds the same real pictures
    if (!twice) group.rows.push(row);
  }
  for (const { rows } of groups.values()) rows.sort((a, b) => order(a) - order(b) || chosen.indexOf(a.model) - chosen.indexOf(b.model));
  const isFresh = (/** @type {Group} */ { rows }) => Number(rows.some((row) => fresh.has(row.key)));
  return [...groups.values()].sort((a, b) => isFresh(b) - isFresh(a) || b.n - a.n || a.extractor.localeCompare(b.extractor));
}

const isReal = (/** @type {Result} */ { of }) => of === "real_training";
const order = (/** @type {Row} */ row) => (row.role === "real" ? 0 : 1);
/**
 * What says the extractor and resize: FID's, as class accuracy is always the classifier's.
 * @type {(result: Pick<Result, "scores">) => Score}
 */
export const ownScore = ({ scores }) => scores.fid ?? Object.values(scores)[0];

/**
 * The score of that name that says who judged it, with which resize and against how many real pictures: class accuracy is always the
 * classifier's, also beside Inception's FID. A score of a record says nothing of its own, and is judged as its row.
 * @type {(group: Pick<Group, "score" | "rows">, name: string) => Score}
 */
export const judgedOf = ({ score, rows }, name) => rows.map(({ scores }) => scores[name]).find((one) => one?.extractor) ?? score;

/**
 * The judge of a score in one word, where another than the group's.
 * @type {(group: Pick<Group, "score" | "rows">, name: string) => string}
 */
export function otherJudge(group, name) {
  const { extractor } = judgedOf(group, name);
  return extractor === group.score.extractor ? "" : extractor.split(" ")[0];
}

/**
 * Scores that a row of these has and that are not hidden.
 * @param {{scores: Scores}[]} rows
 * @param {string[]} names
 * @param {string[]} hidden
 */
export function columnsOf(rows, names, hidden) {
  return names.filter((name) => !hidden.includes(name) && rows.some((row) => name in row.scores));
}

/**
 * Whether a score is better when it is lower or higher, as the first row that has it says.
 * @param {{scores: Scores}[]} rows
 * @param {string} name
 */
export function betterOf(rows, name) {
  const found = rows.find((row) => name in row.scores);
  return found ? found.scores[name].better : "higher";
}

/** @type {Record<Score["better"], (values: number[]) => number>} */
const BEST = {
  lower: (values) => Math.min(...values),
  higher: (values) => Math.max(...values),
  zero: (values) => values.reduce((best, value) => (Math.abs(value) < Math.abs(best) ? value : best)),
};

const UNRANKED = ["authenticity"]; // above what held-out real pictures reach, more is no better

/**
 * The best generated value of each score, where there are two to compare.
 * @param {Row[]} rows
 * @param {string[]} names
 */
export function bestOf(rows, names) {
  /** @type {Record<string, number>} */
  const best = {};
  for (const name of names.filter((one) => !UNRANKED.includes(one))) {
    const generated = rows.filter((row) => row.role === "generated");
    const values = generated.map((row) => row.scores[name]?.value ?? null).filter((value) => value !== null);
    if (values.length < 2) continue;
    best[name] = BEST[betterOf(generated, name)](values);
  }
  return best;
}
