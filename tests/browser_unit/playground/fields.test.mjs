import assert from "node:assert/strict";
import { test } from "node:test";

import { otherValue } from "../../../web/playground/browser/fields.mjs";

test("compare: without a penalty beside with it, and the other way round", () => {
  assert.deepEqual([otherValue("r1_weight", 0.1, undefined), otherValue("r1_weight", 0, undefined)], [0, 0.1]);
});
test("compare: another choice, the next larger number, other networks", () => {
  assert.equal(otherValue("loss", "gan", ["gan", "wgan"]), "wgan");
  assert.equal(otherValue("generator_lr", 0.001, undefined), 0.002);
  assert.equal(otherValue("generator_lr", 0.1, undefined), 0.00001);
  assert.equal(otherValue("seed", 4, undefined), 5);
  assert.deepEqual(otherValue("generator_hidden", [64, 64], undefined), [16, 16]);
});
