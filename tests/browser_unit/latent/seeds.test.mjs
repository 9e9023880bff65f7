// web/latent/browser/seeds.mjs against NumPy, by the samples that tests/latent/test_browser_twin.py writes and checks.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { zFromSeed } from "../../../web/latent/browser/seeds.mjs";

const python = JSON.parse(readFileSync(new URL("compose.json", import.meta.url), "utf8"));

for (const { seed, sum, every } of python.seeds) {
  test(`samples of seed ${seed}`, () => {
    const z = zFromSeed(seed, 2000, python.latentDim);
    for (const [index, value] of every.entries())
      assert.ok(Math.abs(z[index * 100] - value) < 1e-6, `[${index * 100}] ${z[index * 100]}, expected ${value}`);
    const total = z.reduce((before, value) => before + value, 0); // one number left out or too many moves all behind it
    assert.ok(Math.abs(total - sum) < 1e-3, `${total}, expected ${sum}`);
  });
}
