import assert from "node:assert/strict";
import { test } from "node:test";

import {
  different,
  familyPairs,
  onLattice,
  packPoints,
  pairs,
  readFamilies,
  readLink,
  same,
  unpackPoints,
} from "../../../web/playground/browser/link.mjs";

/** @import {About, Config, Move} from "../../../web/playground/browser/types.mjs" */

/** @type {Config} */
const RING = { data: "ring", loss: "gan", generator_lr: 0.0002, generator_hidden: [32, 32], seed: 0 };
const about = /** @type {About} */ (
  /** @type {unknown} */ ({
    default: RING,
    choices: { data: ["ring", "grid", "text", "points"], loss: ["gan", "wgan"] },
    ranges: { generator_lr: [0, 1], seed: [0, 9999] },
    presets: [
      { name: "ring", config: RING },
      { name: "grid", config: { ...RING, data: "grid", loss: "wgan" } },
    ],
    families: [{ config: RING }, { config: { ...RING, family: "flow" } }, { config: { ...RING, data: "grid" } }],
  })
);
const DEFAULTS = { preset: "ring", pace: 300 };
const ALL = new Set(["heat", "grid", "real", "fake", "arrows", "modes"]);
const game = {
  tab: "charts",
  surface: false,
  preset: "ring",
  base: RING,
  config: RING,
  moves: /** @type {Move[]} */ ([]),
  paused: false,
  pace: 300,
  layers: ALL,
};

/** @type {(change: Partial<typeof game> & {versus?: Config}) => Record<string, string>} what is in the address */
const address = (change) => Object.fromEntries(pairs({ ...game, ...change }, DEFAULTS).filter(([, text]) => text !== ""));
const read = (/** @type {string} */ search) => readLink(search, about, DEFAULTS);

test("lattice: 127 steps to each side of 3", () => assert.deepEqual([0, 3, -3, 10].map(onLattice), [0, 3, -3, 3]));
test("lattice: the nearest of its points", () => assert.equal(onLattice(1), 0.992)); // 42 / (127 / 3)
test("points: a byte a coordinate, letters that stay as they are in an address", () => assert.equal(packPoints([[0, 3]]), "gP8")); // bytes 128, 255
test("points: there and back", () => {
  const points = [[0, 0], [2.976, -3], [0.992, 0.024]]; // biome-ignore format: points
  assert.deepEqual(unpackPoints(packPoints(points)), points);
});
test("points: no letters a link would escape", () => {
  const text = packPoints(Array.from({ length: 64 }, (_, index) => [index / 32, -index / 32].map(onLattice)));
  assert.match(text, /^[\w-]+$/);
});

test("same: by what it says, not by identity", () => assert.deepEqual([same([1, 2], [1, 2]), same("1", 1)], [true, false]));
test("different: only what is", () => assert.deepEqual(different({ ...RING, seed: 3 }, RING), { seed: 3 }));

test("address: nothing for the preset as it is", () => assert.deepEqual(address({}), {}));
test("address: settings that are not the preset's", () => {
  assert.deepEqual(address({ config: { ...RING, generator_lr: 0.001, generator_hidden: [8] } }), {
    generator_lr: "0.001",
    generator_hidden: "8",
  });
});
test("address: another preset, pace, and a hidden layer", () => {
  assert.deepEqual(address({ preset: "grid", pace: 0, layers: new Set(["heat", "grid", "real", "fake", "arrows"]) }), {
    preset: "grid",
    pace: "0",
    hide: "modes",
  });
});
test("address: moves in their order", () => {
  const moves = /** @type {Move[]} */ ([["step", 500], ["discriminator", 2], ["change", { generator_lr: 0.001, loss: "wgan" }], ["generator", 1]]); // biome-ignore format: moves
  assert.deepEqual(address({ moves, paused: true }), { moves: "500~d2~generator_lr:0.001;loss:wgan~g1", pause: "1" });
});
test("address: what lies open beside the plane", () => assert.deepEqual(address({ tab: "network" }), { tab: "network" }));
test("address: what is compared", () => assert.deepEqual(address({ versus: { loss: "wgan" } }), { vs: "loss:wgan" }));

test("link: the tab that is open", () => assert.deepEqual([read("?tab=data").tab, read("?").tab], ["data", "charts"]));
test("link: the preset without anything else", () => {
  const { preset, config, moves, versus, pace, paused, given, refused } = read("");
  assert.deepEqual(
    { preset, config, moves, versus, pace, paused, given, refused },
    { preset: "ring", config: RING, moves: [], versus: undefined, pace: 300, paused: false, given: false, refused: [] },
  );
});
test("link: settings over those of the preset", () => {
  const { base, config } = read("?preset=grid&generator_hidden=8,16&seed=7&generator_lr=1e-05");
  assert.equal(base.loss, "wgan");
  assert.deepEqual(config, { ...base, generator_hidden: [8, 16], seed: 7, generator_lr: 0.00001 });
});
test("link: what the address says is read again", () => {
  const moves = /** @type {Move[]} */ ([["step", 500], ["change", { generator_lr: 0.001 }], ["generator", 1]]); // biome-ignore format: moves
  const link = String(new URLSearchParams(address({ config: { ...RING, seed: 4 }, moves, paused: true, versus: { loss: "wgan" } })));
  const { config, moves: again, paused, versus, given } = read(link);
  assert.deepEqual(
    { config, again, paused, versus, given },
    { config: { ...RING, seed: 4 }, again: moves, paused: true, versus: { loss: "wgan" }, given: true },
  );
});
test("link: drawn points and a word", () => {
  const { config } = read(`data=points&points=${packPoints([[0, 3]])}&text=a%20b`);
  assert.deepEqual([config.points, config.text], [[[0, 3]], "a b"]);
});
test("link: hidden layers", () => assert.deepEqual([...read("hide=heat,modes,nothing").layers], ["grid", "real", "fake", "arrows"]));
for (const [link, field, received, expected] of [
  ["preset=moon", "preset", "'moon'", "ring, grid"],
  ["seed=", "seed", "''", "0 … 9999"],
  ["generator_lr=fast", "generator_lr", "'fast'", "0 … 1"],
  ["generator_hidden=8,wide", "generator_hidden", "'8,wide'", "…"],
  ["moves=go", "moves", "'go'", "100~d1~generator_lr:0.001"],
  ["vs=seed:x", "vs", "'seed:x'", "loss:wgan"],
  ["pace=7", "pace", "'7'", "1, 5, 25, 100, 300, 0"],
]) {
  test(`link refused: ${link}`, () => {
    const { refused, config } = read(link);
    assert.deepEqual(refused, [{ field, received, expected }]);
    assert.deepEqual(config, RING);
  });
}

const view = { data: "ring", seed: 0, pace: 300, layers: ALL, steps: 0, paused: false };
/** @type {(change: Partial<typeof view>) => Record<string, string>} */
const familyAddress = (change) => Object.fromEntries(familyPairs({ ...view, ...change }, about).filter(([, text]) => text !== ""));
test("families: the view alone where it is as it begins", () => assert.deepEqual(familyAddress({}), { view: "families" }));
test("families: what the address says is read again", () => {
  const other = { data: "grid", seed: 7, pace: 0, layers: new Set(["real", "fake"]), steps: 2000, paused: true };
  const { given, refused, ...again } = readFamilies(String(new URLSearchParams(familyAddress(other))), about);
  assert.deepEqual([again, given, refused], [other, true, []]);
});
for (const [link, field, expected] of [
  ["data=moons", "data", "ring, grid"],
  ["seed=-1", "seed", "0 … 9999"],
  ["seed=10000", "seed", "0 … 9999"],
  ["moves=100~d1", "moves", "0 … 100000"],
  ["pace=7", "pace", "1, 5, 25, 100, 300, 0"],
]) {
  test(`families: refused and left as it begins: ${link}`, () => {
    const { refused, given, paused, ...read } = readFamilies(link, about);
    assert.deepEqual(refused, [{ field, received: `'${link.split("=")[1]}'`, expected }]);
    assert.deepEqual(read, { data: "ring", seed: 0, pace: 300, layers: ALL, steps: 0 });
  });
}
test("link: a single game is one of two players", () => {
  const one = { ...about, default: { ...RING, family: "adversarial" } };
  assert.deepEqual(readLink("?family=flow", one, DEFAULTS).config, RING);
  assert.equal(readLink("?vs=family:flow", one, DEFAULTS).versus, undefined);
});
