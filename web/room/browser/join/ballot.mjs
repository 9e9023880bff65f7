// A question on a phone: a picture or words, a button an option, the time that is left; after the reveal, what was right.

import { h } from "../../../shared/browser/dom.mjs";
import { makeCountdown } from "../countdown.mjs";

/** @import {Phone, PhoneBallot} from "../types.mjs" */

/** @param {Phone} phone */
export function makeBallot({ say, language, send }) {
  const position = h("p", { class: "position" });
  const picture = h("img", { class: "pixels", alt: say("picture") });
  const question = h("h1", {});
  const options = h("div", { class: "options" });
  const verdict = h("p", { class: "verdict", role: "status" });
  const countdown = makeCountdown(() => update());
  const element = h("div", { class: "ballot" }, position, countdown.element, picture, question, options, verdict);

  /** @type {PhoneBallot} */
  let ballot;
  /** @type {{question: number, option: number} | undefined} */
  let sending;
  let drawn = ""; // what is on the page: a room may ask one thing after the other, and a phone misses what came between

  /** @param {number} option */
  async function vote(option) {
    const mine = { question: ballot.question, option };
    sending = mine;
    update();
    await send(mine);
    if (sending === mine) sending = undefined;
    update();
  }

  function draw() {
    picture.hidden = !ballot.shown?.picture;
    if (ballot.shown?.picture) picture.src = ballot.shown.picture;
    question.hidden = !ballot.shown?.text;
    question.textContent = ballot.shown?.text?.[language] ?? "";
    const buttons = (ballot.shown?.options ?? []).map((words, option) =>
      h("button", { type: "button", "data-option": option, onclick: () => vote(option) }, words[language]),
    );
    options.replaceChildren(...buttons);
  }

  function update() {
    const { phase, whole, answer, right, voted } = ballot;
    const over = whole && (phase === "closed" || phase === "revealed"); // the last picture would stand there as the answer to all
    const open = phase === "open" && !countdown.over;
    const chosen = sending?.question === ballot.question ? sending.option : ballot.vote;
    position.textContent = phase === "ready" || over ? "" : `${ballot.question + 1} / ${ballot.questions}`;
    for (const part of [picture, question, options]) part.classList.toggle("gone", over || phase === "ready");
    for (const [option, button] of [...options.querySelectorAll("button")].entries()) {
      button.disabled = !open;
      button.setAttribute("aria-pressed", String(option === chosen));
      button.classList.toggle("right", !whole && phase === "revealed" && option === answer);
    }
    if (phase === "ready") verdict.textContent = say("ready");
    else if (open) verdict.textContent = chosen === null ? "" : say(sending ? "sending" : "sent");
    else if (phase !== "revealed") verdict.textContent = say("look_up");
    else if (whole) verdict.textContent = say("score", { right, voted, all: ballot.questions });
    else if (answer === null || answer === undefined || chosen === null) verdict.textContent = say("look_up");
    else verdict.textContent = say(chosen === answer ? "right" : "wrong");
  }

  return {
    element,
    /** @param {PhoneBallot} next */
    render(next) {
      ballot = next;
      const shown = JSON.stringify(next.shown ?? null);
      if (shown !== drawn) draw();
      drawn = shown;
      countdown.show(next.phase === "open" ? next.left : undefined, next.seconds);
      update();
    },
  };
}
