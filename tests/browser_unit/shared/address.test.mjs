import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { endpoint, makeMirror, mirror, readable } from "../../../web/shared/browser/address.mjs";

let written = "";
beforeEach(() => {
  written = "";
  Object.assign(globalThis, {
    document: { baseURI: "https://example.org/gan/" },
    location: { pathname: "/gan/latent", search: "?lang=vi&seed=3", hash: "#here" },
    history: { state: 1, replaceState: (_state, _title, url) => (written = url) },
  });
});

for (const [path, query, url] of [
  ["runs", undefined, "https://example.org/gan/api/runs"],
  ["runs", "after=3", "https://example.org/gan/api/runs?after=3"],
  ["runs", new URLSearchParams({ a: "1", b: "x y" }), "https://example.org/gan/api/runs?a=1&b=x+y"],
  ["runs", new URLSearchParams(), "https://example.org/gan/api/runs"],
]) {
  test(`endpoint: ${path} ${query}`, () => assert.equal(endpoint(path, query), url));
}

test("commas, colons, semicolons and tildes stay readable in a query, all else is escaped", () => {
  assert.equal(readable(new URLSearchParams({ a: "1,2:3;4~5", b: "&=" })), "a=1,2:3;4~5&b=%26%3D");
});

for (const [name, pairs, url] of [
  ["a new name", [["label", "7"]], "/gan/latent?lang=vi&seed=3&label=7#here"],
  ["another value", [["seed", "4"]], "/gan/latent?lang=vi&seed=4#here"],
  ["an empty value takes a name out", [["seed", ""]], "/gan/latent?lang=vi#here"],
  ["an empty value that was not there", [["label", ""]], "/gan/latent?lang=vi&seed=3#here"],
  ["nothing", [], "/gan/latent?lang=vi&seed=3#here"],
]) {
  test(`mirror: ${name}`, () => {
    mirror(pairs);
    assert.equal(written, url);
  });
}

test("mirror: without a query there is no question mark", () => {
  mirror([
    ["lang", ""],
    ["seed", ""],
  ]);
  assert.equal(written, "/gan/latent#here");
});

test("mirror: a page that has been left is not written to", () => {
  mirror([["label", "7"]], "/gan/train");
  assert.equal(written, "");
});

test("makeMirror: writes once, when it has rested, and not after the stage has gone", ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const stage = new AbortController();
  let times = 0;
  const remember = makeMirror(stage.signal, () => [["label", "3"]], () => times++); // biome-ignore format: one line
  remember();
  mock.timers.tick(200);
  remember();
  mock.timers.tick(200);
  assert.equal(times, 0);
  mock.timers.tick(100);
  assert.equal(times, 1);
  remember();
  stage.abort();
  mock.timers.tick(1000);
  assert.equal(times, 1);
});

test("makeMirror: what is shown before a step stays in the history, what comes after is an address of its own", ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const log = [];
  const go = (kind) => (_state, _title, url) => {
    log.push([kind, url]);
    location.search = new URL(url, "https://example.org").search;
  };
  Object.assign(globalThis.history, { replaceState: go("replace"), pushState: go("push") });
  let label = "3";
  const remember = makeMirror(new AbortController().signal, () => [["label", label]]);
  const [before, after] = ["3", "5"].map((shown) => `/gan/latent?lang=vi&seed=3&label=${shown}#here`);
  remember(); // has not rested yet
  remember.step();
  label = "5";
  remember();
  mock.timers.tick(300);
  assert.deepEqual(log, [["replace", before], ["push", after]]); // biome-ignore format: one line
  remember.step(); // the same preset once more: back must not need two presses
  remember();
  mock.timers.tick(300);
  assert.deepEqual(log.slice(2), [["replace", after], ["replace", after]]); // biome-ignore format: one line
});
