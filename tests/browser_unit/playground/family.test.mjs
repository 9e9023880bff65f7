import assert from "node:assert/strict";
import { test } from "node:test";

import { passes } from "../../../web/playground/browser/family.mjs";

test("passes: one, but for a flow", () => {
  assert.equal(passes({ family: "drifting", solver: "heun", flow_steps: 10 }), 1);
  assert.equal(passes({ family: "flow", solver: "heun", flow_steps: 10 }), 20);
  assert.equal(passes({ family: "flow", solver: "euler", flow_steps: 10 }), 10);
});
