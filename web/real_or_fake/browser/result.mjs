// The end of a round: who was right how often, people and D on the very same pictures, beside the checkpoint's scores; which pictures fooled most.

import { h } from "../../shared/browser/dom.mjs";
import { saveBlob } from "../../shared/browser/files.mjs";
import { saveSheet } from "../../shared/browser/sheet.mjs";
import { errorChart } from "./chart.mjs";
import { asCsv } from "./csv.mjs";

/** @import {Result, Share, Stage} from "./types.mjs" */

/** @typedef {{result: Result, pictures: string[], all: Result[], alone?: boolean}} Ended `all`: every round so far, this one too */

/**
 * @param {Stage} stage
 * @param {() => unknown} again
 */
export function makeResult(stage, again) {
  const { say } = stage;
  const heads = h("div", { class: "heads" });
  const notes = h("p", { class: "hint" });
  const gallery = h("ol", { class: "gallery" });
  const chart = h("div", { class: "chart" });
  /** @type {Ended | undefined} */
  let ended;

  const save = (/** @type {"svg" | "png"} */ kind) => {
    const drawing = chart.querySelector("svg");
    if (ended && drawing)
      saveSheet(
        {
          name: "human-error",
          title: say("chart_title", { model: stage.title(ended.result.model) }),
          notes: [say("interval")],
          chart: drawing,
        },
        kind,
      );
  };
  const csv = () => ended && saveBlob(new Blob([asCsv(ended.all)], { type: "text/csv" }), "real-or-fake.csv");
  const file = (/** @type {string} */ name, /** @type {() => unknown} */ onclick) =>
    h("button", { type: "button", "data-file": name, onclick }, name.toUpperCase());
  const buttons = h(
    "div",
    { class: "row" },
    h("button", { type: "button", class: "main", "data-action": "again", onclick: again }, say("again")),
    file("csv", csv),
    file("svg", () => save("svg")),
    file("png", () => save("png")),
  );
  const element = h(
    "div",
    { class: "result", hidden: true },
    heads,
    h("div", { class: "below" }, h("div", {}, h("h4", {}, say("fooled_most")), gallery), h("div", {}, chart, notes, buttons)),
  );

  return {
    element,
    get shown() {
      return Boolean(ended);
    },
    clear() {
      ended = undefined;
      element.hidden = true;
    },
    /** @param {Ended} next */
    show(next) {
      if (ended?.result.seed === next.result.seed && ended.all.length === next.all.length) return; // the room was looked at again
      ended = next;
      const { result, pictures, alone = false } = next;
      heads.replaceChildren(...headsOf(stage, result, alone));
      notes.replaceChildren(...notesOf(stage, result));
      gallery.classList.toggle("many", pictures.length > 12);
      gallery.replaceChildren(...ranked(result).map((picture) => entryOf(stage, result, picture, pictures[picture], alone)));
      chart.replaceChildren(
        errorChart(
          stage,
          next.all.filter(({ model }) => model === result.model),
        ),
      );
    },
  };
}

/**
 * @param {Stage} stage
 * @param {Result} result
 * @param {boolean} alone
 */
function headsOf(stage, result, alone) {
  const { say } = stage;
  const head = (/** @type {string} */ name, /** @type {string} */ value, /** @type {string} */ about, role = "") =>
    h("div", { class: `head ${role}`, "data-head": name }, h("span", {}, say(name)), h("strong", {}, value), h("small", {}, about));
  const { error, discriminator, scores } = result;
  const people =
    error.value === null
      ? head("people", "–", say("no_answers"))
      : head(alone ? "you" : "people", stage.percent(1 - error.value), say(alone ? "of_pictures" : "of_answers", rightOf(stage, error)));
  const about = discriminator
    ? say("of_pictures", rightOf(stage, discriminator.error))
    : say(result.critic ? "critic" : "no_discriminator");
  const d = head("discriminator", discriminator ? stage.percent(1 - (discriminator.error.value ?? 0)) : "–", about, "d");
  const names = /** @type {const} */ (["fid", "precision", "recall"]);
  const known = names.flatMap((name) =>
    scores?.[name] ? [`${say(name)} ${stage.number(scores[name].value, name === "fid" ? 1 : 2)}`] : [],
  );
  return [
    people,
    d,
    head(
      "scores",
      known.length ? known.join(" · ") : "–",
      scores ? say("scored", { ...scores.about, n: stage.number(scores.about.n, 0) }) : say("not_scored"),
      "scores",
    ),
  ];
}

/**
 * @param {Stage} stage
 * @param {Share} error
 */
const rightOf = (stage, { low, high, answers }) => ({ low: stage.percent(1 - high), high: stage.percent(1 - low), answers });

/**
 * @param {Stage} stage
 * @param {Result} result
 */
function notesOf(stage, result) {
  const { say } = stage;
  const { discriminator, error_real: real, error_fake: fake } = result;
  const share = (/** @type {Share} */ one) => (one.value === null ? "–" : stage.percent(one.value));
  const later = discriminator && discriminator.step !== result.step ? [say("later_discriminator", { step: discriminator.step })] : [];
  const lines = [say("errors", { real: share(real), fake: share(fake) }), say(`source_${result.source}`), ...later, say("interval")];
  return lines.map((line) => h("span", {}, `${line} `));
}

/**
 * Pictures by the share of wrong answers, the most fooling first.
 * @param {Result} result
 */
export function ranked(result) {
  return result.real.map((_, picture) => picture).sort((a, b) => wrongOf(result, b) - wrongOf(result, a) || a - b);
}

/**
 * @param {Result} result
 * @param {number} picture
 */
export function wrongOf({ real, votes }, picture) {
  const [calledReal, calledFake] = votes[picture];
  return (real[picture] ? calledFake : calledReal) / Math.max(1, calledReal + calledFake);
}

/**
 * @param {Stage} stage
 * @param {Result} result
 * @param {number} picture
 * @param {string} source
 * @param {boolean} alone
 */
function entryOf(stage, result, picture, source, alone) {
  const { say } = stage;
  const truth = result.real[picture] ? "real" : "fake";
  const wrong = wrongOf(result, picture);
  const answered = result.votes[picture].some(Boolean);
  const words = alone ? say(wrong ? "you_wrong" : "you_right") : say("wrong", { share: stage.percent(wrong) });
  const d = result.discriminator;
  const said = d && say(d.called_real[picture] === result.real[picture] ? "d_right" : "d_wrong");
  return h(
    "li",
    { class: `${truth}${wrong >= 0.5 && answered ? " fooled" : ""}` },
    h("img", { class: "pixels", src: source, alt: say("picture_of", { truth: say(truth) }) }),
    h("b", {}, say(truth)),
    h("span", {}, answered ? words : say("no_answers")),
    said ? h("small", {}, said) : undefined,
  );
}
