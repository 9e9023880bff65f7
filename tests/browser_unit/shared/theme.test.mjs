import assert from "node:assert/strict";
import { test } from "node:test";
import { rgb } from "../../../web/shared/browser/files.mjs";
import { wrapped } from "../../../web/shared/browser/sheet.mjs";
import { mix, parts } from "../../../web/shared/browser/theme.mjs";

for (const [css, expected] of [
  ["rgb(1, 2, 3)", [1, 2, 3]],
  ["rgba(1, 2, 3, 0.5)", [1, 2, 3]],
  ["color(srgb 0 0.5 1)", [0, 128, 255]],
  ["color(srgb 1e-3 0 1 / 0.5)", [0, 0, 255]],
]) {
  test(`parts of ${css}`, () => assert.deepEqual(parts(css), expected));
}

for (const [share, expected] of [
  [0, "rgb(0,0,0)"],
  [0.5, "rgb(50,100,128)"],
  [1, "rgb(100,200,255)"],
]) {
  test(`${share} of the second colour`, () => assert.equal(mix("rgb(0, 0, 0)", "rgb(100, 200, 255)", share), expected));
}

for (const [value, expected] of [
  ["color(srgb 0 0.5 1)", "rgb(0,128,255)"],
  ["color(srgb 0 0.5 1 / 0.25)", "rgba(0,128,255,0.25)"],
  ["rgb(1, 2, 3)", "rgb(1, 2, 3)"],
  ["none", "none"],
]) {
  test(`for all programs: ${value}`, () => assert.equal(rgb(value), expected));
}

for (const [words, most, lines] of [
  ["one two three", 20, ["one two three"]],
  ["one two three", 8, ["one two", "three"]],
  ["one two three", 3, ["one", "two", "three"]],
  ["incomprehensibilities are long", 5, ["incomprehensibilities", "are", "long"]],
  ["", 5, [""]],
]) {
  test(`lines of at most ${most}: ${words}`, () => assert.deepEqual(wrapped(words, most), lines));
}
