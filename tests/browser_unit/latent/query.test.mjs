import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { fromQuery, toQuery } from "../../../web/latent/browser/query.mjs";

const { defaults, links } = JSON.parse(readFileSync(new URL("compose.json", import.meta.url), "utf8"));

for (const [link, state] of Object.entries(links)) test(`as Python writes it: ${link}`, () => assert.equal(toQuery(state, defaults), link));
for (const [link, state] of Object.entries(links))
  test(`as Python reads it: ${link}`, () => assert.deepEqual(fromQuery(new URLSearchParams(link), defaults), state));

test("what is no value has its default", () => assert.deepEqual(fromQuery(new URLSearchParams("seed=x&components=a"), defaults), defaults));
test("nothing for the defaults", () => assert.equal(toQuery(defaults, defaults), ""));
test("two decimals, as the sliders have", () =>
  assert.equal(toQuery({ ...defaults, t: 1 / 3, truncation: 0.7000000001 }, defaults), "truncation=0.7&t=0.33"));
test("a name that a link must escape", () => assert.equal(toQuery({ ...defaults, model: "a b&c" }, defaults), "model=a+b%26c"));
test("emptied lists are left out", () => assert.equal(toQuery({ ...defaults, components: [], dimensions: [] }, defaults), ""));
