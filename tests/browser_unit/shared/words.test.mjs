import assert from "node:assert/strict";
import { test } from "node:test";
import { errorSentence, fill, makeModelWords, makeNumbers } from "../../../web/shared/browser/words.mjs";

for (const [name, template, fields, said] of [
  ["a field", "step {step}", { step: 7 }, "step 7"],
  ["a field twice", "{n} of {n}", { n: 3 }, "3 of 3"],
  ["zero is a value", "{n} left", { n: 0 }, "0 left"],
  ["an unknown field stays", "{what}", {}, "{what}"],
  ["an undefined field stays", "{what}", { what: undefined }, "{what}"],
  ["braces of other things stay", "a { b } c", {}, "a { b } c"],
  ["a value is not filled again", "{a}", { a: "{b}", b: "no" }, "{b}"],
  ["a value's dollars are no pattern", "{a}", { a: "$&" }, "$&"],
  ["no fields", "as it is", undefined, "as it is"],
]) {
  test(`fill: ${name}`, () => assert.equal(fill(template, fields), said));
}

for (const [language, value, count, number, percent] of [
  ["en", 0.5, 2, "0.50", "50.00%"],
  ["en", 1234.5, 0, "1,235", "123,450%"],
  ["vi", 0.5, 1, "0,5", "50,0\u00a0%"],
  ["vi", 1234567, 0, "1.234.567", "123.456.700\u00a0%"],
]) {
  test(`numbers: ${value} with ${count} decimals, ${language}`, () => {
    const numbers = makeNumbers(language);
    assert.equal(numbers.number(value, count), number);
    assert.equal(numbers.percent(value, count), percent);
    assert.equal(numbers.number(value, count), number); // of the format that was kept
  });
}

test("an error has its code's sentence", () => {
  const answer = { code: "field", fields: { field: "seed" }, message: "as the server says it" };
  assert.equal(errorSentence({ field: "{field} is wrong" }, answer), "seed is wrong");
});

test("an error without a sentence is said as it came", () => {
  assert.equal(errorSentence({}, { code: "new", fields: {}, message: "as the server says it" }), "as the server says it");
});

test("models: the table's words, a visitor's own by its folder", () => {
  const models = { shipped: "Shipped", "shipped.expect": "After {epochs} epochs" };
  const words = makeModelWords({ language: "vi", classNames: { bag: { vi: "túi" } }, models });
  assert.deepEqual([words.title("shipped"), words.title("mine")], ["Shipped", "mine"]);
  assert.deepEqual([words.expectation("shipped", 4.6), words.expectation("mine", 4)], ["After 5 epochs", ""]);
  assert.deepEqual([words.className("bag"), words.className("mine")], ["túi", "mine"]);
});
