// Results -> rows of a table, in groups of what can be compared: same data, extractor and N.

/**
 * The results of the chosen models, and of real pictures beside them, by group: what is new first, then by N.
 * `recorded`: also those of earlier checkpoints, which shipped runs carry along.
 */
export function groupRows(stage, recorded = false) {
  const { chosen, told } = stage;
  const datasets = Object.fromEntries(told.models.map((model) => [model.name, model.dataset]));
  const groups = new Map();
  for (const result of told.results) {
    if (!chosen.includes(result.model) || result.of === "real_test" || (result.recorded && !recorded)) continue;
    const dataset = datasets[result.model];
    const key = [dataset, result.extractor, result.n].join("|");
    if (!groups.has(key)) groups.set(key, { key, dataset, extractor: result.extractor, n: result.n, score: anyScore(result), real: result.real, rows: [] });
    const { rows } = groups.get(key);
    const row = { ...result, role: isReal(result) ? "real" : "generated", title: isReal(result) ? stage.text(result.of) : result.model };
    const twice = row.role === "real" && rows.some((other) => other.role === "real"); // every card of a data set holds the same real pictures
    if (!twice) rows.push(row);
  }
  for (const group of groups.values()) group.rows.sort((a, b) => order(a) - order(b) || chosen.indexOf(a.model) - chosen.indexOf(b.model));
  const fresh = (group) => Number(group.rows.some((row) => stage.fresh.has(row.key)));
  return [...groups.values()].sort((a, b) => fresh(b) - fresh(a) || b.n - a.n || a.extractor.localeCompare(b.extractor));
}

const isReal = ({ of }) => of === "real_training";
const order = (row) => (row.role === "real" ? 0 : 1);
/** What says the extractor and resize: FID's, as class accuracy is always the classifier's. */
const anyScore = ({ scores }) => scores.fid ?? Object.values(scores)[0];

/** Scores that a row of these has and that are not hidden. */
export function columnsOf(rows, names, hidden) {
  return names.filter((name) => !hidden.includes(name) && rows.some((row) => name in row.scores));
}

/** The best generated value of each score, where there are two to compare. */
export function bestOf(rows, names) {
  const best = {};
  for (const name of names) {
    const found = rows.filter((row) => row.role === "generated" && row.scores[name] && row.scores[name].value !== null).map((row) => row.scores[name]);
    if (found.length < 2) continue;
    const values = found.map((score) => score.value);
    best[name] = found[0].better === "lower" ? Math.min(...values) : Math.max(...values);
  }
  return best;
}
