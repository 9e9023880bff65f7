// A visitor in the place of D: picture after picture, as long as he wants for each, then the same end as a class has.

import { endpoint } from "../../shared/browser/address.mjs";
import { h } from "../../shared/browser/dom.mjs";
import { isFree } from "../../shared/browser/keys.mjs";
import { accepted, HEADERS } from "../../shared/browser/server.mjs";
import { makeResult } from "./result.mjs";

/** @import {Choice, Result, Stage} from "./types.mjs" */

const OPTIONS = /** @type {const} */ (["real", "fake"]);
const MAX_SEED = 2 ** 31;

/** @param {Stage} stage */
export function makeAlone(stage) {
  const { say, signal } = stage;
  const picture = h("img", { class: "pixels large" }); // says what it is when there is one
  const position = h("p", { class: "position", role: "status" });
  const buttons = OPTIONS.map((name, option) =>
    h("button", { type: "button", class: `answer ${name}`, onclick: () => answer(option) }, say(name)),
  );
  const ask = h("div", { class: "ask" }, h("p", { class: "question" }, say("question")), h("div", { class: "answers" }, buttons), position);
  const play = h("div", { class: "play" }, picture, ask);
  const result = makeResult(stage, () => begin());
  const element = h("div", { class: "alone" }, play, result.element);

  /** @type {Choice} */
  let choice;
  /** @type {string[]} */
  let pictures = [];
  /** @type {number[]} */
  let answers = [];
  let seed = 0;
  let drawn = ""; // the settings that the pictures are of
  /** @type {Result[]} */
  const played = [];

  async function begin() {
    const { model, step, n } = choice;
    seed = Math.floor(Math.random() * MAX_SEED);
    const query = new URLSearchParams({ model, step: String(step), n: String(n), seed: String(seed) });
    const mine = settingsOf(choice);
    drawn = mine;
    const found = await stage.attempt(async () => (await accepted(await fetch(endpoint("real-or-fake/round", query), { signal }))).json());
    if (drawn !== mine) return; // others were chosen meanwhile
    ({ pictures } = found ?? { pictures: [] });
    answers = [];
    render();
  }

  /** @param {number} option */
  async function answer(option) {
    if (answers.length >= pictures.length) return;
    answers.push(option);
    render();
    if (answers.length < pictures.length) return;
    const { model, step, n } = choice;
    const body = JSON.stringify({ model, step, n, seed, answers });
    const end = await stage.attempt(async () =>
      (await accepted(await fetch(endpoint("real-or-fake/result"), { method: "POST", headers: HEADERS, body, signal }))).json(),
    );
    if (!end) return;
    played.push(end);
    result.show({ result: end, pictures, all: played, alone: true });
    render();
  }

  function render() {
    const done = pictures.length > 0 && answers.length === pictures.length;
    const over = done && result.shown;
    play.hidden = over;
    result.element.hidden = !over;
    const now = Math.min(answers.length, pictures.length - 1);
    if (pictures.length) Object.assign(picture, { src: pictures[now], alt: say("picture_alt") });
    position.textContent = pictures.length ? `${now + 1} / ${pictures.length}` : "";
    for (const button of buttons) button.disabled = done || !pictures.length;
  }

  addEventListener(
    "keydown",
    (event) => {
      const option = { ArrowLeft: 0, ArrowRight: 1 }[event.key];
      const busy = element.hidden || play.hidden || document.documentElement.hasAttribute("data-presenting");
      if (option === undefined || busy || !isFree(event)) return;
      event.preventDefault();
      answer(option);
    },
    { signal },
  );

  return {
    element,
    /** @param {Choice} next */
    render(next) {
      choice = next;
      if (next.mode !== "alone" || settingsOf(next) === drawn) return;
      result.clear();
      begin();
    },
  };
}

const settingsOf = (/** @type {Choice} */ { model, step, n }) => `${model} ${step} ${n}`;
