import assert from "node:assert/strict";
import { test } from "node:test";
import { describe, flagPlace, flagsOf, lineName } from "../../../web/training/browser/events.mjs";
import { makeWords } from "../../../web/training/browser/words.mjs";

const text = {
  at_step: "step {step}",
  event_setting: "{setting}={value}",
  event_changed: "at {step}: {changes}",
  event_changes: "{count} changes",
  event_forked: "from {source}: {changes}",
  event_forked_same: "from {source}",
  event_forked_short: "fork",
  event_fresh: "fresh at {step}",
  event_fresh_short: "fresh",
  event_resumed: "resumed at {step}",
  event_resumed_short: "resumed",
  event_threads: "With {threads} threads.",
  event_generator: "G {count} at {step}",
  event_discriminator: "D {count} at {step}",
  label_g_short: "G",
  label_d_short: "D",
};
const words = makeWords({ language: "en", text, settings: {}, doctor: {}, classNames: {}, errors: {} });
const said = (...events) => describe(events, words).map(({ step, short, long }) => [step, short, long]);

for (const [name, event, short, long] of [
  ["one change", { event: "changed", settings: { n_critic: 2 } }, "n_critic=2", "at 5: n_critic=2"],
  ["two changes", { event: "changed", settings: { n_critic: 2, loss: "wgan" } }, "2 changes", "at 5: n_critic=2; loss=wgan"],
  ["a fork", { event: "forked", source: "run", settings: { n_critic: 2 } }, "fork", "from run: n_critic=2"],
  ["a fork of the same", { event: "forked", source: "run" }, "fork", "from run"],
  ["fresh optimizers", { event: "fresh_optimizers" }, "fresh", "fresh at 5"],
  ["a resumption", { event: "resumed" }, "resumed", "resumed at 5"],
  [
    "a resumption that differs",
    { event: "resumed", notes: [{ code: "threads", threads: 2 }, { code: "new" }, null] },
    "resumed",
    "resumed at 5 With 2 threads.",
  ],
  ["a resumption with broken notes", { event: "resumed", notes: "none" }, "resumed", "resumed at 5"],
  ["what is not known yet", { event: "new" }, "new", "step 5: new"],
]) {
  test(`event: ${name}`, () => assert.deepEqual(said({ step: 5, ...event }), [[5, short, long]]));
}

test("single updates of one player at one step are one event", () => {
  const update = (step, player) => ({ step, event: "single_update", player });
  assert.deepEqual(said(update(5, "generator"), update(5, "generator"), update(5, "discriminator"), update(6, "discriminator")), [
    [5, "G +2", "G 2 at 5"],
    [5, "D +1", "D 1 at 5"],
    [6, "D +1", "D 1 at 6"],
  ]);
});

test("events are by step", () => {
  assert.deepEqual(
    said({ step: 9, event: "resumed" }, { step: 2, event: "resumed" }).map(([step]) => step),
    [2, 9],
  );
});

for (const [source, loss, target, name] of [
  ["real_prob_mean", "minimax", 1, "prob"],
  ["fake_prob_mean", "minimax", 0.9, "prob_smoothed"],
  ["real_score_mean", "wgan", 1, "score"],
  ["discriminator_accuracy_real", "minimax", 1, "accuracy"],
  ["discriminator_pair_accuracy", "r3gan", 1, "pairs"],
  ["generator_loss", "lsgan", 1, "generator_lsgan"],
  ["generator_loss", "non_saturating", 0.9, "generator_non_saturating_smoothed"],
  ["discriminator_loss", "minimax", 1, "discriminator_bce"],
  ["discriminator_loss", "wgan_gp", 1, "discriminator_wgan"],
  ["discriminator_loss", "hinge", 1, "discriminator_hinge"],
]) {
  test(`line of ${source} with ${loss}, ${target}`, () => assert.equal(lineName(source, { loss, real_target: target }), name));
}

test("events close to the first of a group share its flag", () => {
  const placed = [10, 20, 33.6, 35].map((x) => ({ x, event: { step: x } }));
  assert.deepEqual(
    flagsOf(placed, 24).map(({ x, events }) => [x, events.length]),
    [
      [10, 3],
      [35, 1],
    ],
  );
});

for (const [name, xs, index, style] of [
  ["alone, to the right", [10], 0, { left: "10px", maxWidth: "90px" }],
  ["alone, far right, to the left", [90], 0, { right: "10px", maxWidth: "90px" }],
  ["up to the next", [10, 30], 0, { left: "10px", maxWidth: "20px" }],
  ["the last, far right, shares the room", [10, 90], 1, { right: "10px", maxWidth: "40px" }],
  ["before it, half the room", [10, 90], 0, { left: "10px", maxWidth: "40px" }],
]) {
  test(`flag ${name}`, () => {
    assert.deepEqual(
      flagPlace(
        xs.map((x) => ({ x })),
        index,
        100,
      ),
      style,
    );
  });
}
