import assert from "node:assert/strict";
import { test } from "node:test";
import { cloud, queryOf } from "../../../web/lessons/browser/bridge.mjs";
import { unpackPoints } from "../../../web/playground/browser/link.mjs";

const bridge = { page: "playground", query: { data: "points", vs: "loss:wgan_gp" }, when: {}, apart: "distance", words: "" };

test("the real points lie as far from G's beginning as the lesson's control says", () => {
  const points = unpackPoints(queryOf(bridge, { distance: 2 }).get("points"));
  const mean = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  assert.ok(Math.abs(mean - 2) < 0.03);
});

test("points stay in the plane however far the lesson goes", () => {
  assert.ok(
    cloud(12)
      .flat()
      .every((value) => Math.abs(value) <= 3),
  );
});

test("a link without a distance is its own query", () => {
  assert.equal(String(queryOf({ ...bridge, apart: "", query: { run: "lsgan-cifar10" } }, {})), "run=lsgan-cifar10");
});
