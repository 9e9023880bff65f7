import assert from "node:assert/strict";
import { test } from "node:test";

import { makeWriter } from "../../../web/lessons/browser/numbers.mjs";

const en = makeWriter("en");
const vi = makeWriter("vi");

for (const [value, digits, text] of /** @type {[number | null, number | undefined, string][]} */ ([
  [null, undefined, "∞"],
  [0, undefined, "0"],
  [-0, undefined, "0"],
  [Math.LN2, undefined, "0.6931"],
  [-1.23456, 2, "−1.23"],
  [1234.5678, undefined, "1234.568"], // six digits after the first, no comma below 10,000
  [123456.789, undefined, "123,456.8"],
  [1e6, undefined, "10⁶"],
  [-1e6, undefined, "−10⁶"],
  [2.5e7, undefined, "2.5·10⁷"],
  [0.0000123, undefined, "1.23·10⁻⁵"],
  [0.00005, 2, "5·10⁻⁵"],
  [0.00005, 6, "0.00005"],
  [0.0005, 4, "0.0005"],
]))
  test(`number: ${value} with ${digits ?? 4} decimals`, () => assert.equal(en.number(value, digits), text));

for (const [value, text] of /** @type {[number, string][]} */ ([
  [0, "0"],
  [Math.PI, "3.142"],
  [-12345.6, "−12,350"],
  [0.00012345, "0.0001235"],
  [0.000099, "9.9·10⁻⁵"],
  [1.5e12, "1.5·10¹²"],
]))
  test(`short: ${value}`, () => assert.equal(en.short(value), text));

test("fixed: all steps equally long", () =>
  assert.deepEqual(
    [0, 0.5, -1].map((value) => en.fixed(value, 1)),
    ["0.0", "0.5", "−1.0"],
  ));

/** @type {(writer: typeof en, ticks: number[], scale: string) => string[]} */
const written = (writer, ticks, scale) => ticks.map(writer.tick(ticks, scale));
test("tick: as many decimals as the step has", () => assert.deepEqual(written(en, [-0.5, 0, 0.5], "linear"), ["−0.5", "0", "0.5"]));
test("tick: whole numbers", () => assert.deepEqual(written(en, [0, 20, 40], "linear"), ["0", "20", "40"]));
test("tick: large ones as powers", () => assert.deepEqual(written(en, [0, 100000, 200000], "linear"), ["0", "10⁵", "2·10⁵"]));
test("tick: small ones as powers", () => assert.deepEqual(written(en, [0, 0.0002, 0.0004], "linear"), ["0", "2·10⁻⁴", "4·10⁻⁴"]));
test("tick: a logarithmic axis", () =>
  assert.deepEqual(written(en, [0.001, 0.01, 1, 1000, 10000], "log"), ["10⁻³", "0.01", "1", "1000", "10⁴"]));

test("Vietnamese: a decimal comma", () =>
  assert.deepEqual([vi.number(Math.LN2), vi.short(0.5), vi.fixed(2, 2)], ["0,6931", "0,5", "2,00"]));
test("Vietnamese: points between thousands", () => assert.equal(vi.number(123456.789), "123.456,8"));
test("Vietnamese: powers of ten", () => assert.equal(vi.number(0.0000123), "1,23·10⁻⁵"));
