// The page of a frozen run. `make bundles` puts it, with the app's words and sentences, into frozen.bundle.mjs, which page.py writes into
// the page: one opened from a disk may not import files.

import { h } from "../../web/shared/browser/dom.mjs";
import { describe } from "../../web/training/browser/events.mjs";
import { sentencesOf } from "../../web/training/browser/findings.mjs";
import { makeWords } from "../../web/training/browser/words.mjs";
import { makeFilm } from "./film.mjs";
import { makeFigure } from "./plot.mjs";

/** @import {RunEvent, Settings} from "../../web/training/browser/types.mjs" */
/** @import {FigureData} from "./plot.mjs" */
/** @import {Frames} from "./film.mjs" */

/** @typedef {Record<string, string>} Labels */
/** @typedef {{name: string, first: number, last: number, evidence: [string, number][]}} Verdict */
/**
 * @typedef {object} Score
 * @property {string} metric
 * @property {number | null} value
 * @property {[number, number] | null} interval
 * @property {number} n
 * @property {string} extractor
 * @property {string} resize
 * @property {string} real what it was held against
 * @property {number} step
 */
/**
 * @typedef {object} Content what page.py writes into the page
 * @property {string} language
 * @property {Record<string, string>} languages
 * @property {Record<string, {frozen: Labels, doctor: Labels, evaluation_stage: Labels, training_stage: Labels, settings: Labels}>} words
 * @property {Record<string, string>} title by language
 * @property {string} version
 * @property {{state: string, step: number}} status
 * @property {{epoch: number, images_seen: number, seconds: number}} totals
 * @property {Settings} config
 * @property {string} command
 * @property {Verdict[]} verdicts
 * @property {RunEvent[]} events
 * @property {Score[]} scores
 * @property {Frames} film
 * @property {FigureData} figure
 */
/** @typedef {ReturnType<typeof wordsOf>} Words */

const SHOWN_TIMES = { kid: 1000 }; // as the Evaluation page shows it

/**
 * @param {Content} content
 * @param {string} language
 */
function wordsOf({ words }, language) {
  const { frozen, doctor, evaluation_stage: scores, training_stage: text, settings } = words[language];
  const others = { settings, doctor, language, classNames: {}, models: {}, errors: {} };
  return { ...makeWords({ text, ...others }), say: makeWords({ text: frozen, ...others }).text, scores };
}

/**
 * @param {string[]} heads
 * @param {(string | Node)[][]} rows
 * @param {number[]} numbers columns of numbers
 */
function table(heads, rows, numbers = []) {
  const cell = (/** @type {"td" | "th"} */ tag) => (/** @type {string | Node} */ content, /** @type {number} */ column) =>
    h(tag, { class: numbers.includes(column) && "number" }, content);
  const body = rows.map((row) => h("tr", {}, row.map(cell("td"))));
  return h(
    "div",
    { class: "scroll", tabindex: 0 },
    h("table", {}, h("thead", {}, h("tr", {}, heads.map(cell("th")))), h("tbody", {}, body)),
  );
}

/**
 * @param {Content} content
 * @param {Words} words
 */
function verdictsOf({ verdicts }, words) {
  const rows = verdicts.map((verdict) => {
    const reasons = sentencesOf({ ...verdict, step: verdict.last, remedies: [], advice: [] }, words);
    return [`${words.whole(verdict.first)} – ${words.whole(verdict.last)}`, h("strong", {}, words.doctor(verdict.name)), reasons.join(" ")];
  });
  return table([words.say("steps"), words.say("verdict"), words.say("evidence")], rows);
}

/**
 * @param {Content} content
 * @param {Words} words
 */
function scoresOf({ scores }, words) {
  if (!scores.length) return h("p", { class: "hint" }, words.say("scores_none"));
  const rows = scores.map(({ metric, value, interval, n, extractor, resize, real, step }) => {
    const times = SHOWN_TIMES[/** @type {"kid"} */ (metric)] ?? 1;
    const shown = (/** @type {number | null} */ number) => (number === null ? "–" : words.short(times * number));
    const ends = interval ? interval.map(shown).join(" – ") : "–";
    return [words.scores[`score_${metric}`] ?? metric, shown(value), ends, words.whole(n), words.whole(step), extractor, resize, real];
  });
  const heads = ["metric", "value", "interval", "pictures", "steps", "extractor", "resize", "real"].map((key) =>
    key === "pictures" ? "N" : words.say(key),
  );
  return table(heads, rows, [1, 2, 3, 4]);
}

/**
 * @param {Content} content
 * @param {Words} words
 */
function commandOf({ command, config, events }, words) {
  const { say } = words;
  const copy = h("button", { type: "button" }, say("copy"));
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(command);
    copy.textContent = say("copied");
  });
  const changed = events.some(({ event }) => event !== "resumed");
  const list = describe(events, words).map(({ long }) => h("li", {}, long));
  return [
    h("div", { class: "command" }, h("pre", {}, h("code", {}, command)), copy),
    config.dataset === "folder" ? h("p", { class: "hint" }, say("repeat_folder")) : undefined,
    changed ? h("p", { class: "hint" }, say("repeat_changed")) : undefined,
    list.length ? h("ul", {}, list) : undefined,
  ];
}

/**
 * @param {Content} content
 * @param {Words} words
 */
function settingsOf({ config }, words) {
  const rows = Object.entries(config).map(([name, value]) => [
    words.setting(name),
    h("code", {}, name),
    h("code", {}, JSON.stringify(value)),
  ]);
  return h("details", {}, h("summary", {}, words.say("config")), table(["", "", ""], rows));
}

/**
 * Everything on the page, in a language.
 * @param {Content} content
 * @param {string} language
 */
function show(content, language) {
  const words = wordsOf(content, language);
  const { say } = words;
  document.documentElement.lang = language;
  const name = content.title[language];
  document.title = say("title", { name });
  const { status, totals } = content;
  const summary = say("summary", {
    state: words.state(status.state),
    step: words.whole(status.step),
    epoch: words.decimal(totals.epoch, 1),
    images: words.whole(totals.images_seen),
    time: words.duration(totals.seconds),
  });
  const other = language === "vi" ? "en" : "vi";
  const switcher = h("button", { type: "button", lang: other, onclick: () => show(content, other) }, content.languages[other]);
  const film = makeFilm(content.film, words);
  const figure = makeFigure(content.figure, language, film.at);
  const section = (/** @type {string} */ key, /** @type {(string | Node | undefined)[]} */ ...parts) =>
    h("section", { class: key }, h("h2", {}, say(key)), parts);
  document
    .querySelector("main")
    ?.replaceChildren(
      h("header", {}, h("h1", {}, say("title", { name })), h("p", {}, summary), switcher),
      h(
        "div",
        { class: "board" },
        section("film", film.element),
        section("curves", h("p", { class: "hint" }, say("curves_hint")), figure.element),
      ),
      section("verdicts", verdictsOf(content, words)),
      section("scores", scoresOf(content, words)),
      section("repeat", ...commandOf(content, words), settingsOf(content, words)),
      h("p", { class: "quiet" }, say("made", { version: content.version })),
    );
  figure.draw();
}

/** @type {Content} */
const content = JSON.parse(document.getElementById("content")?.textContent ?? "");
const asked = new URLSearchParams(location.search).get("lang") ?? (content.language || navigator.language.split("-")[0]);
show(content, asked in content.languages ? asked : "en");
