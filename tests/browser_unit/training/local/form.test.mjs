import assert from "node:assert/strict";
import { test } from "node:test";
import { isLocal, newName } from "../../../../web/runs/browser/local_names.mjs";
import { cells } from "../../../../web/training/browser/local/datasets.mjs";
import { picturesOf } from "../../../../web/training/browser/local/doodles.mjs";
import { configOf, wrongIn } from "../../../../web/training/browser/local/form.mjs";
import { thin } from "../../../../web/training/browser/local/numbers.mjs";
import { fitted, folderOf, groupOf, isPicture, store } from "../../../../web/training/browser/local/pictures.mjs";
import { sentence } from "../../../../web/training/browser/local/recipes.mjs";

const BASE = {
  loss: "non_saturating",
  epochs: 13,
  r1_weight: 0.1,
  r2_weight: 0,
  beta1: 0.5,
  n_critic: 1,
  batch_size: 64,
  conditioning: "projection",
  discriminator_norm: "none",
};
const own = (labels, classNames) => ({
  labels: Int32Array.from(labels),
  classNames,
  side: 32,
  channels: 3,
  pixels: new Uint8Array(),
  unreadable: 0,
});

test("a critic has its own recipe", () => {
  const config = configOf(BASE, { loss: "wgan" }, undefined);
  assert.deepEqual([config.r1_weight, config.beta1, config.n_critic], [0, 0, 5]);
});

test("pairs have both penalties", () => assert.equal(configOf(BASE, { loss: "r3gan" }, undefined).r2_weight, 0.1));

test("own pictures bring shape, classes and a batch that they fill", () => {
  const config = configOf(BASE, {}, own(new Array(30).fill(0), ["cats", "dogs"]));
  assert.deepEqual([config.image_size, config.image_channels, config.num_classes, config.batch_size], [32, 3, 2, 28]);
  assert.deepEqual(config.class_names, ["cats", "dogs"]);
  assert.equal(config.epochs, 934); // 1,000 steps
  assert.equal(configOf(BASE, {}, own([0, 0, 0, 0], [""])).conditioning, "none");
});

test("what is out of range is named", () => {
  assert.equal(wrongIn({ ...BASE, r1_weight: 2 }, { r1_weight: [0, 1] })?.setting, "r1_weight");
  assert.equal(wrongIn({ ...BASE, r1_weight: Number.NaN }, { r1_weight: [0, 1] })?.setting, "r1_weight");
  assert.equal(wrongIn({ ...BASE, discriminator_norm: "batch" }, {})?.setting, "discriminator_norm");
  assert.equal(wrongIn(BASE, { r1_weight: [0, 1] }), undefined);
});

test("names say when a run began", () => {
  const name = newName(new Date(2026, 10, 29, 14, 5, 9));
  assert.equal(name, "browser-20261129-140509");
  assert.ok(isLocal(name) && !isLocal("20261129-140509-dcgan"));
});

test("a curve is thinned to the least and the greatest of its stretches", () => {
  const lines = Array.from({ length: 1000 }, (_, step) => ({ step, a: step === 500 ? 9 : 0 }));
  const kept = thin(lines, "a", 20);
  assert.equal(kept.length, 20);
  assert.ok(kept.some(({ a }) => a === 9));
  assert.deepEqual(
    kept.map(({ step }) => step),
    kept.map(({ step }) => step).toSorted((one, other) => one - other),
  );
});

test("the sheet of clothes is cut into its cells", () => {
  const rgba = Uint8ClampedArray.from({ length: 280 * 28 * 4 }, (_, index) => (index % 4 === 0 ? Math.floor(((index / 4) % 280) / 28) : 0));
  const { pixels, labels } = cells(rgba, 280, 28);
  assert.deepEqual([...labels], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.ok(pixels.every((value, index) => value === Math.floor(index / 784)));
});

test("pictures are known by their kind, classes by their folder", () => {
  assert.ok(isPicture({ name: "a.JPG" }) && isPicture({ name: "a", type: "image/png" }));
  assert.ok(!isPicture({ name: "a.txt" }) && !isPicture({ name: "a.svg", type: "image/svg+xml" }));
  assert.equal(folderOf({ webkitRelativePath: "animals/cats/1.png" }), "cats");
  assert.equal(folderOf({}), "");
  assert.deepEqual(
    ["cat_01.jpg", "IMG 2034.png", "dog-7 (2).webp", "7.png"].map((name) => groupOf({ name })),
    ["cat", "IMG", "dog", ""],
  );
});

test("a picture is cut to its middle, or kept whole between borders", () => {
  assert.deepEqual(fitted(300, 200, 28, "centre"), { from: [50, 0, 200, 200], to: [0, 0, 28, 28] });
  assert.deepEqual(fitted(300, 150, 28, "whole"), { from: [0, 0, 300, 150], to: [0, 7, 28, 14] });
});

test("outcomes are counted by verdict", () => {
  const told = sentence(
    [
      { finding: "healthy", accuracy: 0.7 },
      { finding: "not_finite", accuracy: null },
      { finding: "healthy", accuracy: 0.8 },
    ],
    { healthy: "Well", not_finite: "NaN" },
    (key, fields) => JSON.stringify([key, fields]),
  );
  assert.deepEqual(JSON.parse(told), ["recipe_counted", { n: 3, counts: "Well: 2; NaN: 1", low: "70 %", high: "80 %" }]);
});

test("a drawing is learned in nine places", () => {
  const pixels = new Uint8Array(784);
  pixels[0] = 9;
  const {
    labels,
    classNames,
    pixels: all,
  } = picturesOf([
    { pixels, name: "b" },
    { pixels: pixels.toReversed(), name: "a" },
  ]);
  assert.deepEqual(classNames, ["a", "b"]);
  assert.equal(labels.length, 18);
  assert.equal(all.indexOf(9), 4 * 784); // shifted up or left it is gone
  assert.equal(all[8 * 784 + 29], 9);
});

test("colours become grey as the library makes them", () => {
  const to = new Uint8Array(1);
  store(Uint8ClampedArray.from([255, 0, 0, 255]), 1, to, 0);
  assert.equal(to[0], 76);
});
