// A network file of which only the first part is here.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { gunzipSync } from "node:zlib";

import { coarseLength, loadGenerator } from "../../../gan_core/browser/generator.mjs";
import { zFromSeed } from "../../../web/latent/browser/seeds.mjs";

const ROOT = new URL("../../../", import.meta.url);
const content = readFileSync(new URL("checkpoints/cgan-small-fashion-mnist/browser.bin", ROOT));
const end = content.indexOf("\n");
const card = JSON.parse(content.subarray(0, end).toString());
const network = new Uint8Array(gunzipSync(content.subarray(end + 1))).buffer.slice(card.shares.length * card.latentDim * 4);
const kernel = readFileSync(new URL("gan_core/browser/kernel.wasm", ROOT));

test("its length is known step by step, from any beginning", () => {
  const asked = [];
  for (let length = 0; length < coarseLength(network.slice(0, length)); ) {
    length = coarseLength(network.slice(0, length));
    asked.push(length);
  }
  const header = 4 + new DataView(network).getUint32(0, true);
  assert.deepEqual(asked, [4, header, header + (network.byteLength - header) / 2]);
});

test("its picture is near the exact one, and not the same", async () => {
  const z = zFromSeed(7, 1, card.latentDim).subarray(0, card.latentDim);
  const sneaker = card.classes.map((_, index) => Number(index === 7));
  const draw = async (bytes) => (await loadGenerator(bytes, kernel)).draw(z, sneaker);
  const [exact, coarse] = [await draw(network), await draw(network.slice(0, coarseLength(network)))];
  const difference = exact.reduce((sum, value, index) => sum + Math.abs(value - coarse[index]), 0) / exact.length;
  assert.ok(difference > 0 && difference < 8, `${difference} of 255`);
});
