import assert from "node:assert/strict";
import { test } from "node:test";
import { latentOf, onLoop, within } from "../../../gan_core/browser/demo_latent.mjs";

const space = { latentDim: 2, samples: Float32Array.of(1, 0, 0, 1, -1, 0, 0, -1), directions: Float32Array.of(1, 1, 0, 2) };
const plain = { sample: 0, offsets: [0, 0], truncation: 1, plane: null };

for (const [name, chosen, z] of [
  ["a sample", {}, [1, 0]],
  ["another", { sample: 3 }, [0, -1]],
  ["truncated", { truncation: 0.5 }, [0.5, 0]],
  ["moved along directions", { offsets: [2, -1] }, [3, 0]],
  ["truncated before it is moved", { truncation: 0, offsets: [1, 0] }, [1, 1]],
  ["the plane's first corner", { plane: { x: 0, y: 0 } }, [1, 0]],
  ["its second", { plane: { x: 1, y: 0 } }, [0, 1]],
  ["its last", { plane: { x: 1, y: 1 } }, [0, -1]],
  ["corners go round", { sample: 2, plane: { x: 1, y: 1 } }, [0, 1]],
]) {
  test(`z: ${name}`, () => assert.deepEqual([...latentOf({ ...plain, ...chosen }, space)], z));
}

test("a blend of two independent draws is as long as a draw", () => {
  const [first, second] = latentOf({ ...plain, plane: { x: 0.5, y: 0 } }, space);
  assert.ok(Math.abs(first - Math.SQRT1_2) < 1e-6 && Math.abs(second - Math.SQRT1_2) < 1e-6);
});

test("a place stays inside the plane", () => {
  assert.deepEqual(within(-1, 2), { x: 0, y: 1 });
  assert.deepEqual(within(0.25, 0.75), { x: 0.25, y: 0.75 });
});

test("the loop is closed and inside the plane", () => {
  for (let turn = 0; turn < 12; turn++) {
    const { x, y } = onLoop(turn);
    assert.deepEqual(within(x, y), { x, y });
  }
  assert.ok(Math.abs(onLoop(0).x - onLoop(2 * Math.PI).x) < 1e-12);
});
