import assert from "node:assert/strict";
import test from "node:test";

globalThis.addEventListener ??= () => {};
const { actionOf } = await import("../../../web/presenter/browser/keys.mjs");

const nothing = { typing: false, taken: false, dialog: false };

test("a remote's keys turn the stop whatever has the focus", () => {
  for (const focus of [nothing, { typing: true, taken: true, dialog: false }, { ...nothing, dialog: true }]) {
    assert.equal(actionOf("PageDown", focus, true), "next");
    assert.equal(actionOf("PageUp", focus, true), "previous");
  }
  assert.equal(actionOf("PageDown", nothing, false), undefined);
});

test("arrows, Home and End belong to a control that was reached with the keyboard", () => {
  for (const [key, action] of [
    ["ArrowRight", "next"],
    ["ArrowLeft", "previous"],
    ["Home", "first"],
    ["End", "last"],
  ]) {
    assert.equal(actionOf(key, nothing, true), action);
    assert.equal(actionOf(key, { ...nothing, taken: true }, true), undefined);
    assert.equal(actionOf(key, nothing, false), undefined);
  }
});

test("letters are for those who do not type, and all but F for those who present", () => {
  assert.equal(actionOf("o", nothing, true), "overview");
  assert.equal(actionOf("B", nothing, true), "blank");
  assert.equal(actionOf(".", nothing, true), "blank");
  assert.equal(actionOf("q", nothing, true), "address");
  assert.equal(actionOf("Escape", nothing, true), "leave");
  assert.equal(actionOf("o", { ...nothing, typing: true }, true), undefined);
  assert.equal(actionOf("Escape", { ...nothing, dialog: true }, true), undefined);
  assert.equal(actionOf("o", nothing, false), undefined);
  assert.equal(actionOf("f", nothing, false), "present");
});
