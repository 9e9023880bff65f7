import assert from "node:assert/strict";
import { test } from "node:test";

import { colour, dash, isListed, namesOf, symbol, width } from "../../../web/lessons/browser/styles.mjs";

/** @import {Role} from "../../../web/lessons/browser/types.mjs" */

test("a role's colour is the page's", () => assert.equal(colour("real"), "var(--role-real)"));
test("a lone curve is not dashed", () => assert.equal(dash({ role: "generated" }, [1]), ""));
test("of two curves the real one is not dashed", () =>
  assert.deepEqual([dash({ role: "real" }, [1, 2]), dash({ role: "generated" }, [1, 2])], ["", "9 4"]));
test("a mark that says so is dashed alone too", () => assert.equal(dash({ role: "real", dash: true }, [1]), "3 3"));
test("no two roles have one dash", () => {
  /** @type {Role[]} */
  const roles = ["real", "generated", "generator", "discriminator", "warning", "other", "note"];
  assert.equal(new Set(roles.map((role) => dash({ role }, [1, 2]))).size, roles.length);
});
test("symbols by Plot's names", () =>
  assert.deepEqual(
    ["circle", "cross", "star", "unknown"].map((name) => symbol({ symbol: name })),
    ["circle", "times", "star", "circle"],
  ));
test("notes are thinner", () => assert.deepEqual([width({ role: "note" }), width({ role: "real" })], [1.5, 2.5]));
test("rules, bands, texts and handles are not listed", () => {
  assert.deepEqual(
    ["line", "dots", "heat", "rule", "band", "text", "handle"].map((kind) => isListed({ kind, name: "f" })),
    [true, true, true, false, false, false, false],
  );
});
test("what has no name is not listed", () => assert.equal(isListed({ kind: "line", name: "" }), false));
test("one entry for all marks of a name, in the order of drawing", () => {
  const marks = [
    { kind: "area", name: "q" },
    { kind: "line", name: "p" },
    { kind: "line", name: "q" },
    { kind: "rule", name: "r" },
  ];
  assert.deepEqual(namesOf(marks), ["q", "p"]);
});
