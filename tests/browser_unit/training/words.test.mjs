import assert from "node:assert/strict";
import { test } from "node:test";
import { write } from "../../../web/shared/browser/dom.mjs";
import { makeWords, settingSentence } from "../../../web/training/browser/words.mjs";

const data = {
  language: "en",
  text: {
    time_seconds: "{seconds} s",
    time_minutes: "{minutes} min {seconds} s",
    time_hours: "{hours} h {minutes} min",
    state_running: "trains",
    number_generator_loss: "G's loss",
    event_setting: "{setting} = {value}",
  },
  settings: { epochs: "epochs", augment: "augment", augment_: "none", augment_flip: "flips", augment_colour: "colours", true: "yes" },
  doctor: { healthy: "It learns", evidence_step: "at step {value}" },
  classNames: { shirt: { en: "shirt", vi: "áo sơ mi" } },
  errors: { not_finite: "{number} became {value}", disk_full: "the disk is full" },
};
const words = makeWords(data);

for (const [seconds, said] of [
  [0, "0 s"],
  [59.4, "59 s"],
  [59.6, "1 min 0 s"],
  [61, "1 min 1 s"],
  [3599, "59 min 59 s"],
  [3600, "1 h 0 min"],
  [360061, "100 h 1 min"],
]) {
  test(`${seconds} seconds`, () => assert.equal(words.duration(seconds), said));
}

for (const [value, said] of [
  [0, "0"],
  [1.23456, "1.23"],
  [-0.00012345, "-0.000123"],
  [0.000001, "0.000001"],
  [0.00000012, "1.2E-7"],
  [-0.00000012, "-1.2E-7"],
  [123456, "123,000"],
]) {
  test(`${value} in short`, () => assert.equal(words.short(value), said));
}

for (const [value, said] of [
  ["", "none"],
  ["flip", "flips"],
  ["flip,colour", "flips + colours"],
  ["new", "new"],
  [7, "7"],
  [true, "yes"],
]) {
  test(`option "${value}"`, () => assert.equal(words.option("augment", value), said));
}

test("a name without a word is itself", () => {
  assert.equal(words.state("running"), "trains");
  assert.equal(words.state("new"), "new");
  assert.equal(words.className("shirt"), "shirt");
  assert.equal(makeWords({ ...data, language: "vi" }).className("shirt"), "áo sơ mi");
  assert.equal(words.className("hat"), "hat");
});

test("the doctor says nothing where there is no sentence", () => {
  assert.equal(words.doctor("evidence_step", { value: "7" }), "at step 7");
  assert.equal(words.doctor("evidence_new"), undefined);
});

test("a reason is said by its code, with the number's own name", () => {
  const reason = { code: "not_finite", fields: { number: "generator_loss", value: "NaN" }, reason: "generator_loss became NaN" };
  assert.equal(words.reason(reason), "G's loss became NaN");
});

test("a reason without a code is the sentence of its status.json", () => {
  assert.equal(words.reason({ code: "", fields: {}, reason: "as it was" }), "as it was");
});

for (const [entry, said] of [
  [["epochs", 1234], "epochs = 1,230"],
  [["augment", "flip,colour"], "augment = flips + colours"],
]) {
  test(`setting ${entry}`, () => assert.equal(settingSentence(words, entry), said));
}

test("words that are the same are not written again", () => {
  let count = 0;
  const element = {
    get textContent() {
      return "now";
    },
    set textContent(_words) {
      count++;
    },
  };
  write(element, "now");
  assert.equal(count, 0);
  write(element, "then");
  assert.equal(count, 1);
});
