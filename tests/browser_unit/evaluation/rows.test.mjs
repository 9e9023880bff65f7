import assert from "node:assert/strict";
import { test } from "node:test";
import { pairs, readLink, unfit } from "../../../web/evaluation/browser/link.mjs";
import { bestOf, betterOf, columnsOf, groupRows, judgedOf, otherJudge } from "../../../web/evaluation/browser/rows.mjs";
import { makeWords } from "../../../web/evaluation/browser/words.mjs";

const score = (value, better = "lower") => ({ value, better, interval: null });
const judged = (judge, more = {}) => ({ ...score(5), extractor: judge, resize: "none", n_real: 500, ...more });
const result = (model, more = {}) => ({
  key: `${model}.${more.n ?? 1000}.${more.step ?? 9}`,
  model,
  step: 9,
  n: 1000,
  seed: 0,
  extractor: "classifier",
  real: "test",
  scores: { fid: judged("classifier") },
  ...more,
});
const models = [
  { name: "a", dataset: "mnist", reference: "mnist" },
  { name: "b", dataset: "mnist", reference: "mnist" },
  { name: "c", dataset: "cifar10", reference: "cifar10" },
];
const grouped = (results, more = {}, recorded = false) => {
  const stage = {
    chosen: ["b", "a", "c"],
    overview: { models, results },
    fresh: new Set(),
    text: (key) => `<${key}>`,
    title: (name) => name,
    ...more,
  };
  return groupRows(stage, recorded).map(({ key, rows }) => [key, rows.map(({ title }) => title)]);
};

test("rows that can be compared are a group, in the order that was chosen", () => {
  assert.deepEqual(grouped([result("a"), result("b")]), [["mnist|classifier|1000|500|none|test", ["b", "a"]]]);
});

for (const [name, other] of [
  ["data", result("c")],
  ["N", result("b", { n: 500 })],
  ["extractor", result("b", { scores: { fid: judged("inception") } })],
  ["number of real pictures", result("b", { scores: { fid: judged("classifier", { n_real: 400 }) } })],
  ["reference", result("b", { real: "others" })],
  ["resize", result("b", { scores: { fid: judged("classifier", { resize: "bicubic" }) } })],
]) {
  test(`another ${name} is another group`, () => assert.equal(grouped([result("a"), other]).length, 2));
}

for (const [name, results, more, recorded, titles] of [
  ["models that were not chosen", [result("a"), result("b")], { chosen: ["b"] }, false, ["b"]],
  ["earlier checkpoints", [result("a"), result("a", { step: 1, recorded: true })], {}, false, ["a"]],
  ["no earlier checkpoints where they are asked for", [result("a"), result("a", { step: 1, recorded: true })], {}, true, ["a", "a"]],
  ["real test pictures", [result("a"), result("a", { of: "real_test" })], {}, false, ["a"]],
  [
    "real training pictures a second time",
    [result("a", { of: "real_training" }), result("b", { of: "real_training" }), result("a")],
    {},
    false,
    ["<real_training>", "a"],
  ],
]) {
  test(`left out: ${name}`, () => assert.deepEqual(grouped(results, more, recorded)[0][1], titles));
}

test("what is new comes first, then the largest N, then by extractor", () => {
  const results = [
    result("a", { n: 500 }),
    result("a"),
    result("a", { extractor: "b", scores: { fid: judged("b") } }),
    result("a", { n: 50 }),
  ];
  const keys = grouped(results, { fresh: new Set(["a.50.9"]) }).map(([key]) => key);
  assert.deepEqual(
    keys.map((key) => key.split("|").slice(1, 3)),
    [
      ["classifier", "50"],
      ["b", "1000"],
      ["classifier", "1000"],
      ["classifier", "500"],
    ],
  );
});

const rows = [
  { role: "real", scores: { fid: score(1), recall: score(0.9, "higher") } },
  { role: "generated", scores: { fid: score(5), recall: score(0.5, "higher") } },
  { role: "generated", scores: { fid: score(4), recall: score(0.6, "higher"), kid: score(1) } },
  { role: "generated", scores: { fid: score(null) } },
];

test("another judge than the group's is named", () => {
  const recorded = { fid: score(5), accuracy: score(0.9, "higher") }; // says nothing of its judge
  const carded = { fid: judged("inception (2048)"), accuracy: judged("cifar10-classifier (128)", { resize: "none" }) };
  const group = { score: judged("inception (2048)"), rows: [{ scores: recorded }, { scores: carded }] };
  assert.equal(otherJudge(group, "accuracy"), "cifar10-classifier");
  assert.equal(otherJudge(group, "fid"), "");
  assert.equal(judgedOf(group, "").extractor, "inception (2048)");
});

test("columns are the scores that some row has and that are not hidden", () => {
  assert.deepEqual(columnsOf(rows, ["fid", "kid", "recall", "modes"], ["kid"]), ["fid", "recall"]);
});

test("the best of the generated ones, where there are two", () => {
  assert.deepEqual(bestOf(rows, ["fid", "kid", "recall"]), { fid: 4, recall: 0.6 });
});

test("what is better is said by the row that has the score", () => {
  assert.equal(betterOf(rows, "kid"), "lower");
  assert.equal(betterOf(rows, "recall"), "higher");
});

// The link

const preset = { models: ["a", "b"], extractor: "classifier" };
for (const [search, changed, wrong = []] of [
  ["", {}],
  ["models=a,c", { chosen: ["a", "c"] }],
  ["n=500&seed=7", { n: 500, seed: 7 }],
  ["n=-1&seed=x", {}, ["n", "seed"]],
  ["n=0x10", {}, ["n"]],
  ["seed=4000000000", {}, ["seed"]],
  ["view=bars", { tab: "bars" }],
  ["view=nothing", {}, ["view"]],
  ["hide=fid,nothing", {}, ["hide"]],
  ["hide=fid", { hidden: ["fid"] }],
  ["hide=none", { hidden: [] }],
  ["extractor=inception", { extractor: "inception" }],
]) {
  test(`link "${search}"`, () => {
    const plain = {
      chosen: [],
      extractor: undefined,
      n: 1000,
      seed: 0,
      tab: "table",
      hidden: ["cmmd", "inception_score", "density", "modes", "reverse_kl"],
      every: false,
      group: "",
    };
    const { choice, refused } = readLink(search);
    assert.deepEqual(choice, { ...plain, ...changed });
    assert.deepEqual(refused.map(({ field }) => field), wrong); // biome-ignore format: one line
  });
}

test("what only the server knows to be wrong in a link", () => {
  const known = { n: [500, 10_000], kinds: ["classifier"] };
  const { choice } = readLink("n=20000&extractor=eyes");
  assert.deepEqual(unfit(choice, known), [
    { field: "n", received: "'20000'", expected: "500 … 10000" },
    { field: "extractor", received: "'eyes'", expected: "classifier" },
  ]);
  assert.deepEqual(unfit(readLink("").choice, known), []);
});

test("a link says what differs", () => {
  const written = (choice) =>
    new URLSearchParams(
      pairs({ ...readLink("").choice, chosen: preset.models, extractor: "classifier", ...choice }, preset).filter(([, value]) => value),
    ).toString();
  assert.equal(written({}), "");
  assert.equal(written({ seed: 7, tab: "bars", hidden: [] }), "seed=7&view=bars&hide=none");
  assert.equal(written({ chosen: ["b"], extractor: "inception", n: 500 }), "models=b&extractor=inception&n=500");
});

// Words

const text = { note_few: "N = {n} is few", score_fid: "FID" };
const words = makeWords({ text, language: "en", classNames: {}, errors: {} });

for (const [name, value, said] of [
  ["fid", 5, "5.00"],
  ["kid", 0.0123, "12.30"],
  ["modes", 10, "10"],
  ["recall", 0.12345, "0.123"],
  ["fid", null, "∞"],
]) {
  test(`${name} of ${value}`, () => assert.equal(words.score(name, value), said));
}

test("real pictures of a data set in the visitor's words", () => {
  const say = { reference_test: "tests of {name}", reference_train: "training of {name}", reference_each: ", {each} each" };
  const { reference } = makeWords({ text: say, language: "en", classNames: {}, errors: {} });
  assert.equal(reference("cifar10, test images, 1000 of each class"), "tests of cifar10, 1,000 each");
  assert.equal(reference("folder, train images"), "training of folder");
  assert.equal(reference("/my/pictures"), "/my/pictures");
});

test("an interval runs into no sign", () => {
  assert.equal(words.interval("fid", [1, 2]), "1.00–2.00");
  assert.equal(words.interval("kid", [-0.001, 0.001]), "-1.00 … 1.00");
});

test("a note in the visitor's words, or as it came", () => {
  assert.equal(words.note({ code: "few", n: 1000, text: "as it came" }), "N = 1,000 is few");
  assert.equal(words.note({ code: "new", text: "as it came" }), "as it came");
});

test("the most authentic is not marked as the best", () => {
  const row = (value) => ({ role: "generated", scores: { authenticity: score(value, "higher") } });
  assert.deepEqual(bestOf([row(0.9), row(0.5)], ["authenticity"]), {});
});

test("what is best near 0 is", () => {
  const row = (value) => ({ role: "generated", scores: { copying: score(value, "zero") } });
  assert.deepEqual(bestOf([row(-9), row(0.5), row(4)], ["copying"]), { copying: 0.5 });
});
