// The card with a page's questions: the reader commits, looks at the figure in the state that shows it, and asks for the computed answer.
// In a lecture the same question is put to the room.

import { h } from "../../../shared/browser/dom.mjs";
import { mountOnce } from "../../../shared/browser/mount.mjs";
import { makeProblem } from "../../../shared/browser/problem.mjs";
import { errorSentence, fill } from "../../../shared/browser/words.mjs";
import { openState } from "../../../ui/browser/open_state.mjs";
import { fetchOutcome, fetchQuestions, keepProgress, readProgress, whyOf, wordsOf } from "../questions.mjs";
import { makeClass } from "./class.mjs";

/** @import {Outcome, Question} from "../types.mjs" */
/** @typedef {{page: string, language: string, text: Record<string, string>, errors: Record<string, string>}} CardData */
/**
 * @typedef {object} Card what the card's parts share
 * @property {string} language
 * @property {(key: string, fields?: Record<string, unknown>) => string} say
 * @property {AbortSignal} signal
 * @property {(work: () => Promise<unknown>) => Promise<unknown>} attempt
 */
/** @typedef {{at: number, said: string, outcome?: Outcome}} Place which question is shown, what was committed, and what is right once asked */

const ASKED = /^#ask-(\w+)$/; // a link to one question

/** @type {Map<string, Place>} */
const places = new Map(); // by page: the card is built anew when its page's state changes

/**
 * Called by Streamlit at every script run.
 * @param {{parentElement: ShadowRoot, data: CardData}} component
 */
export default function mount({ parentElement, data }) {
  const host = /** @type {HTMLElement} */ (parentElement.querySelector(".stage"));
  return mountOnce(host, data, (signal) => build(host, data, signal));
}

/** @type {(host: HTMLElement, data: CardData, signal: AbortSignal) => Promise<void>} */
async function build(host, data, signal) {
  const { language, page } = data;
  const problem = makeProblem(data.text.unreachable, (answer) => errorSentence(data.errors, answer));
  /** @type {Card} */
  const card = {
    language,
    signal,
    say: (key, fields) => fill(data.text[key], fields),
    attempt: (work) => problem.attempt(work, { signal }),
  };
  const all = await problem.attempt(fetchQuestions, { signal });
  if (signal.aborted) return;
  const questions = (all ?? []).filter((one) => one.page === page);
  if (!questions.length) {
    host.replaceChildren(problem.element);
    return;
  }
  const kept = places.get(page);
  const place = kept && (kept.said || isHere(questions[kept.at]) || !questions.some(isHere)) ? kept : firstPlace(questions);
  places.set(page, place);
  const body = h("div", { class: "question" });
  const room = makeClass(card, () => questions[place.at]);
  host.replaceChildren(problem.element, body, room.element);

  const go = (/** @type {number} */ at) => {
    Object.assign(place, { at, said: "", outcome: undefined });
    render();
    room.render();
  };
  const render = () => body.replaceChildren(...questionParts(card, questions, place, { go, render }));
  render();
}

/** @type {(question: Question) => boolean} whether the page is in the state that shows the answer, as at a recorded failure */
function isHere({ query }) {
  const link = new URLSearchParams(location.search);
  const state = Object.entries(query);
  return state.length > 0 && state.every(([name, value]) => link.get(name) === value);
}

/**
 * The question of the link, else that of the page's state, else the first that has not been answered.
 * @param {Question[]} questions
 * @returns {Place}
 */
function firstPlace(questions) {
  const progress = readProgress();
  const linked = questions.findIndex(({ name }) => name === ASKED.exec(location.hash)?.[1]);
  const open = questions.findIndex(({ name }) => !progress[name]);
  return { at: [linked, questions.findIndex(isHere), open].find((at) => at >= 0) ?? 0, said: "" };
}

/**
 * @param {Card} card
 * @param {Question[]} questions
 * @param {Place} place
 * @param {{go: (at: number) => void, render: () => void}} moves
 */
function questionParts({ language, say, attempt }, questions, place, { go, render }) {
  const question = questions[place.at];
  const commit = (/** @type {string} */ said) => {
    place.said = said;
    render();
  };
  const tell = () =>
    attempt(async () => {
      const outcome = await fetchOutcome(question.name);
      place.outcome = outcome;
      keepProgress({ ...readProgress(), [question.name]: { said: place.said, right: place.said === outcome.option } });
      render();
    });
  const options = question.options.map(({ option, words }) =>
    h(
      "button",
      {
        type: "button",
        "data-option": option,
        "aria-pressed": String(option === place.said),
        class: option === place.outcome?.option ? "right" : "",
        disabled: Boolean(place.outcome),
        onclick: () => commit(option),
      },
      words[language],
    ),
  );
  const following = (place.at + 1) % questions.length;
  const actions = [
    place.said && h("button", { type: "button", "data-action": "look", onclick: () => openState(question) }, say("look")),
    place.said && !place.outcome && h("button", { type: "button", class: "main", "data-action": "tell", onclick: tell }, say("tell")),
    questions.length > 1 && h("button", { type: "button", "data-action": "next", onclick: () => go(following) }, say("next")),
  ].filter((part) => part instanceof HTMLElement);
  const heading = h("p", { class: "heading" }, say("heading"), " ", h("small", {}, `${place.at + 1} / ${questions.length}`));
  const buttons = h("div", { class: "row buttons" }, h("div", { class: "row options" }, options), h("div", { class: "row" }, actions));
  return [heading, h("p", { class: "text" }, question.text[language]), buttons, verdictOf()];

  function verdictOf() {
    const verdict = h("p", { class: "verdict", role: "status" });
    if (!place.said) return verdict;
    if (!place.outcome) verdict.textContent = say("committed", { said: wordsOf(question, place.said, language) });
    else {
      const right = place.said === place.outcome.option;
      verdict.dataset.right = String(right);
      const first = say(right ? "right" : "wrong", { answer: wordsOf(question, place.outcome.option, language) });
      verdict.append(h("b", {}, first), " ", whyOf(question, place.outcome, language));
    }
    return verdict;
  }
}
