import assert from "node:assert/strict";
import { test } from "node:test";
import { align, crop, smooth, splice, unpack, unpackProgress } from "../../../web/runs/browser/curves.mjs";

const curve = (steps, values = steps) => ({ steps: Uint32Array.from(steps), values: Float32Array.from(values) });
const plain = ({ steps, values }) => [[...steps], [...values]];

/** JSON after its length, padded to four bytes, as the server packs it. */
function packed(header, ...numbers) {
  const text = JSON.stringify(header);
  const bytes = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 4) * 4));
  const parts = [new Uint8Array(Uint32Array.of(bytes.length).buffer), bytes, ...numbers.map(({ buffer }) => new Uint8Array(buffer))];
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

for (const [until, steps] of [
  [-1, []],
  [0, []],
  [1, [1]],
  [4, [1, 3]],
  [5, [1, 3, 5]],
  [Infinity, [1, 3, 5]],
]) {
  test(`crop at ${until}`, () => assert.deepEqual(plain(crop(curve([1, 3, 5]), until)), [steps, steps]));
}

test("crop copies nothing where everything stays", () => {
  const whole = curve([1, 3, 5]);
  assert.equal(crop(whole, 5), whole);
});

test("crop of no curve is an empty one", () => assert.deepEqual(plain(crop(undefined, 5)), [[], []]));

for (const [name, stretch, range, steps, values] of [
  ["in the middle", curve([2, 3, 4], [20, 30, 40]), { from: 2, to: 4 }, [1, 2, 3, 4, 5], [1, 20, 30, 40, 5]],
  ["at the start", curve([0, 1], [10, 11]), { from: 0, to: 2 }, [0, 1, 3, 5], [10, 11, 3, 5]],
  ["at the end", curve([4, 5], [40, 50]), { from: 4, to: 9 }, [1, 3, 4, 5], [1, 3, 40, 50]],
  ["of nothing", curve([]), { from: 2, to: 4 }, [1, 5], [1, 5]],
]) {
  test(`a stretch ${name}`, () => assert.deepEqual(plain(splice(curve([1, 3, 5]), stretch, range)), [steps, values]));
}

test("without a stretch a curve is itself", () => {
  const whole = curve([1, 3, 5]);
  assert.equal(splice(whole, undefined, { from: 0, to: 9 }), whole);
  assert.equal(splice(undefined, whole, { from: 0, to: 9 }), undefined);
});

for (const [weight, values, smoothed] of [
  [0, [1, 2, 4], [1, 2, 4]],
  [0.5, [1, 1, 1], [1, 1, 1]],
  [0.5, [0, 3], [0, 2]], // (0.5 * 0 + 1 * 3) / 1.5
  [0.9, [4], [4]], // not pulled to 0
]) {
  test(`an average with weight ${weight} of ${values}`, () => assert.deepEqual([...smooth(curve(values), weight).values], smoothed));
}

test("curves of the same steps share them", () => {
  const steps = Uint32Array.of(1, 2);
  const columns = align([
    { steps, values: Float32Array.of(5, 6) },
    { steps, values: Float32Array.of(7, 8) },
  ]);
  assert.deepEqual(columns, [
    [1, 2],
    [5, 6],
    [7, 8],
  ]);
});

test("curves of different steps have gaps", () => {
  assert.deepEqual(align([curve([1, 3]), curve([2, 3, 4])]), [
    [1, 2, 3, 4],
    [1, null, 3, null],
    [null, 2, 3, 4],
  ]);
});

test("an empty curve is all gaps", () => {
  assert.deepEqual(align([curve([1, 2]), curve([])]), [
    [1, 2],
    [1, 2],
    [null, null],
  ]);
});

test("curves come as views on the answer's bytes", () => {
  const { buffer } = packed({ step: 9, curves: [["a", 2], ["b", 1]] }, Uint32Array.of(1, 2), Float32Array.of(0.5, 0.25), Uint32Array.of(9), Float32Array.of(3)); // biome-ignore format: one number after the other
  const { step, curves } = unpack(buffer);
  assert.equal(step, 9);
  assert.deepEqual(plain(curves.get("a")), [
    [1, 2],
    [0.5, 0.25],
  ]);
  assert.deepEqual(plain(curves.get("b")), [[9], [3]]);
  assert.equal(curves.get("a").values.buffer, buffer);
});

test("progress is a status and curves after it", () => {
  const [status, curves] = [packed({ state: "running" }), packed({ step: 1, curves: [["a", 1]] }, Uint32Array.of(1), Float32Array.of(2))];
  const progress = unpackProgress(Uint8Array.from([...status, ...curves]).buffer);
  assert.deepEqual(progress.status, { state: "running" });
  assert.deepEqual(plain(progress.curves.curves.get("a")), [[1], [2]]);
});
