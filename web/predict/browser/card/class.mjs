// The same question put to the room: who has answered, bars of the votes before the reveal, and after it again.

import { act, followRoom, openRoom, startActivity } from "../../../room/browser/host.mjs";
import { makeAttendance, makeLobby } from "../../../room/browser/lobby.mjs";
import { h, write } from "../../../shared/browser/dom.mjs";
import { fetchOutcome, whyOf } from "../questions.mjs";

/** @import {HostRoom, Invitation} from "../../../room/browser/types.mjs" */
/** @import {Question} from "../types.mjs" */
/** @import {Card} from "./stage.mjs" */

const KIND = "predict";

/**
 * @param {Card} card
 * @param {() => Question} question the one on the card
 */
export function makeClass({ language, say, signal, attempt }, question) {
  const start = async () => {
    await openRoom();
    await startActivity(KIND, { question: question().name });
    await act("next");
  };
  const button = (/** @type {string} */ key, /** @type {() => Promise<unknown>} */ work) =>
    h("button", { type: "button", "data-action": `class-${key}`, onclick: () => attempt(work) }, say(`class_${key}`));
  const lobby = makeLobby({ say });
  const attendance = makeAttendance({ say });
  const begin = button("begin", start);
  const actions = {
    close: button("close", () => act("close")),
    next: button("again", () => act("next")),
    reveal: button("reveal", () => act("reveal")),
  };
  const title = h("p", { class: "text" });
  const bars = h("div", { class: "bars", role: "list" });
  const why = h("p", { class: "verdict", role: "status" });
  const poll = h("div", { class: "poll" }, title, bars, why);
  const element = h(
    "div",
    { class: "class" },
    h("div", { class: "row" }, begin, Object.values(actions)),
    poll,
    attendance.element,
    lobby.element,
  );

  /** @type {HostRoom | undefined} */
  let hosted;
  /** @type {Invitation | undefined} */
  let invited;
  followRoom(signal, (room, invitation) => {
    [hosted, invited] = [room, invitation];
    render(room, invitation);
  }).catch(() => {}); // no room: the button opens one

  /**
   * @param {HostRoom | undefined} room
   * @param {Invitation | undefined} invitation
   */
  function render(room, invitation) {
    const ballot = room?.activity?.kind === KIND ? room.activity : undefined;
    lobby.render(invitation);
    attendance.render(room);
    for (const [action, part] of Object.entries(actions)) part.hidden = !ballot?.actions.includes(action);
    poll.hidden = !ballot?.shown || ballot.name !== question().name;
    if (poll.hidden) return;
    explain(ballot.phase === "revealed");
    title.textContent = ballot.shown.text?.[language] ?? "";
    const rounds = [ballot.before, ballot.counts].filter(Boolean);
    bars.replaceChildren(
      ...ballot.shown.options.map((/** @type {Record<string, string>} */ words, /** @type {number} */ option) =>
        h(
          "div",
          { class: option === ballot.answer ? "option right" : "option", role: "listitem" },
          h("span", {}, words[language]),
          h(
            "div",
            {},
            rounds.map((counts, round) => barOf(counts, option, round + 1 < rounds.length)),
          ),
        ),
      ),
    );
  }
  /** @param {boolean} revealed */
  async function explain(revealed) {
    const asked = question();
    const outcome = revealed ? await fetchOutcome(asked.name).catch(() => undefined) : undefined; // it was computed when the poll began
    write(why, outcome ? whyOf(asked, outcome, language) : "");
  }
  return { element, render: () => render(hosted, invited) };
}

/**
 * @param {number[]} counts
 * @param {number} option
 * @param {boolean} before whether it is of the first round, with a second beside it
 */
function barOf(counts, option, before) {
  const share = counts[option] / Math.max(1, ...counts);
  return h("span", { class: before ? "bar before" : "bar", style: `--share: ${share}` }, String(counts[option]));
}
