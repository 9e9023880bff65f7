import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeGif } from "../../../web/playground/browser/gif.mjs";

const frame = (width, height, colour) => ({
  width,
  height,
  data: new Uint8ClampedArray(Array.from({ length: width * height }, () => colour).flat()),
});

test("a GIF that loops, with its size, its delay and all frames", () => {
  const bytes = Buffer.from(encodeGif([frame(3, 2, [255, 0, 0, 255]), frame(3, 2, [0, 0, 255, 255])], 9));
  assert.equal(bytes.subarray(0, 6).toString(), "GIF89a");
  assert.deepEqual([bytes.readUInt16LE(6), bytes.readUInt16LE(8)], [3, 2]);
  assert.ok(bytes.includes("NETSCAPE2.0"));
  const controls = [];
  for (let at = bytes.indexOf(Buffer.from([0x21, 0xf9])); at >= 0; at = bytes.indexOf(Buffer.from([0x21, 0xf9]), at + 1))
    controls.push(bytes.readUInt16LE(at + 4));
  assert.deepEqual(controls, [9, 9]);
  assert.equal(bytes.at(-1), 0x3b);
});
