import assert from "node:assert/strict";
import { test } from "node:test";
import { foreignHosts } from "../../../web/selfcheck/browser/browser.mjs";
import { sentenceOf } from "../../../web/selfcheck/browser/row.mjs";

const text = {
  check_disk_ok: "{free} GB are free",
  check_disk_fail: "only {free} GB",
  check_disk_note: "{free} GB",
  check_disk_do: "Make room.",
  broken: "It broke.",
};
const errors = { disk_full: "the disk is full" };

for (const [name, result, said] of [
  ["before it has begun", { state: "waiting" }, ""],
  ["while it runs", { state: "running" }, ""],
  ["what is well", { state: "ok", fields: { free: 7 } }, "7 GB are free"],
  ["what is worth a word", { state: "note", fields: { free: 2 } }, "2 GB"],
  ["what fails, and what to do", { state: "fail", fields: { free: 1 } }, "only 1 GB Make room."],
  [
    "an error that has a sentence",
    { state: "fail", error: { code: "disk_full", fields: {}, message: "as it came" } },
    "the disk is full Make room.",
  ],
  ["an error that has none", { state: "fail", error: { code: "new", fields: {}, message: "as it came" } }, "as it came Make room."],
  ["an error that says nothing", { state: "fail", error: { code: "", fields: {}, message: "" } }, "It broke. Make room."],
]) {
  test(`said: ${name}`, () => assert.equal(sentenceOf("disk", result, { text, errors }), said));
}

test("a check without words says nothing", () => {
  assert.equal(sentenceOf("new", { state: "ok" }, { text, errors }), "");
});

test("hosts that are not the own, each once", () => {
  const addresses = ["http://here:8501/a", "http://here:8501/b", "https://there.org/a", "https://there.org/b", "ws://here:9/a"];
  assert.deepEqual(foreignHosts(addresses, "here:8501"), ["there.org", "here:9"]);
});
