// The reader's path: all questions in the pages' order, what has been answered here, and where to go on.

import { h } from "../../../shared/browser/dom.mjs";
import { mountOnce } from "../../../shared/browser/mount.mjs";
import { makeProblem } from "../../../shared/browser/problem.mjs";
import { fill } from "../../../shared/browser/words.mjs";
import { fetchQuestions, keepProgress, readProgress } from "../questions.mjs";

/** @import {Question} from "../types.mjs" */
/** @typedef {{language: string, titles: Record<string, string>, text: Record<string, string>}} PathData */

/**
 * Called by Streamlit at every script run.
 * @param {{parentElement: ShadowRoot, data: PathData}} component
 */
export default function mount({ parentElement, data }) {
  const host = /** @type {HTMLElement} */ (parentElement.querySelector(".stage"));
  return mountOnce(host, data, (signal) => build(host, data, signal));
}

/** @type {(host: HTMLElement, data: PathData, signal: AbortSignal) => Promise<void>} */
async function build(host, data, signal) {
  const problem = makeProblem(data.text.unreachable);
  const questions = await problem.attempt(fetchQuestions, { signal });
  if (signal.aborted) return;
  const render = () => host.replaceChildren(problem.element, ...(questions ? partsOf(data, questions, forget) : []));
  const forget = () => {
    keepProgress({});
    render();
  };
  render();
}

/** @type {(question: Question) => string} */
const addressOf = ({ page, name }) => new URL(`${page}#ask-${name}`, document.baseURI).href;

/**
 * @param {PathData} data
 * @param {Question[]} questions
 * @param {() => void} forget
 */
function partsOf({ language, titles, text }, questions, forget) {
  const progress = readProgress();
  const known = questions.filter(({ name }) => progress[name]);
  const right = known.filter(({ name }) => progress[name].right);
  const following = questions.find(({ name }) => !progress[name]);
  const fields = { answered: known.length, all: questions.length, right: right.length };
  const sheet = (/** @type {string} */ keys) => new URL(`exercises?lang=${language}${keys}`, document.baseURI).href;
  const head = h(
    "div",
    { class: "head" },
    h("p", { role: "status" }, fill(text.progress, fields)),
    h("progress", { max: questions.length, value: known.length, "aria-label": text.progress_label }),
    h(
      "div",
      { class: "row" },
      following
        ? h("a", { class: "button main", href: addressOf(following) }, text[known.length ? "go_on" : "begin"])
        : h("b", {}, text.done),
      h("a", { class: "button", href: sheet(""), target: "_blank" }, text.sheet),
      h("a", { class: "button", href: sheet("&keys=1"), target: "_blank" }, text.sheet_keys),
      known.length ? h("button", { type: "button", onclick: forget }, text.forget) : undefined,
    ),
  );
  const groups = Object.groupBy(questions, ({ page }) => page);
  const sections = Object.entries(groups).map(([page, some = []]) =>
    h(
      "section",
      {},
      h("h2", {}, titles[page]),
      h(
        "ul",
        {},
        some.map((question) => h("li", {}, linkTo(question))),
      ),
    ),
  );
  return [head, h("div", { class: "sections" }, sections)];

  /** @param {Question} question */
  function linkTo(question) {
    const kept = progress[question.name];
    const sign = kept ? (kept.right ? "✓" : "✕") : "○";
    const state = text[kept ? (kept.right ? "was_right" : "was_wrong") : "open"];
    return h(
      "a",
      { href: addressOf(question) },
      h("span", { class: "sign", role: "img", "aria-label": state }, sign),
      question.text[language],
    );
  }
}
