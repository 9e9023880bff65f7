// A class in the place of D: the room's code, the picture that all see, who has answered, and the end.

import { makeCountdown } from "../../room/browser/countdown.mjs";
import { act, closeRoom, followRoom, openRoom, startActivity } from "../../room/browser/host.mjs";
import { makeAttendance, makeLobby } from "../../room/browser/lobby.mjs";
import { h, write } from "../../shared/browser/dom.mjs";
import { makeResult } from "./result.mjs";

/** @import {HostBallot, HostRoom, Invitation} from "../../room/browser/types.mjs" */
/** @import {Choice, Stage} from "./types.mjs" */

const KIND = "real_or_fake";

/**
 * @param {Stage} stage
 * @param {{onround: () => void, onbusy: (busy: boolean) => void}} options `onround` is called when the room is found at a round: a projector
 *   that was loaded again goes there; `onbusy` when pictures or what came out are shown, and when not any more
 */
export function makeClass(stage, { onround, onbusy }) {
  const { say } = stage;
  const button = (/** @type {string} */ key, /** @type {() => Promise<unknown>} */ work, main = true) =>
    h("button", { type: "button", class: main ? "main" : "", "data-action": key, onclick: () => stage.attempt(work) }, say(key));

  const start = async () => {
    const { model, step, n, seconds } = choice;
    await startActivity(KIND, { model, step, n, seconds });
    await act("next");
  };
  const lobby = makeLobby({ say });
  const attendance = makeAttendance({ say });
  const open = button("room_open", openRoom);
  const close = button("room_close", closeRoom, false);
  const begin = button("begin", start);
  const enter = h(
    "div",
    { class: "enter" },
    lobby.element,
    h("p", { class: "hint" }, say("class_hint")),
    h("div", { class: "row" }, open, begin, close),
  );

  const play = makePlay(
    stage,
    button("skip", () => act("close"), false),
    button("reveal", () => act("reveal")),
  );
  const result = makeResult(stage, async () => {
    again = true;
    render();
  });
  const element = h("div", { class: "class" }, enter, play.element, result.element, attendance.element);

  /** @type {Choice} */
  let choice;
  /** @type {HostRoom | undefined} */
  let room;
  /** @type {Invitation | undefined} */
  let invitation;
  let again = false; // after a round, on the way to the next
  let phase = "";
  let busy = false;

  function render() {
    const round = room?.activity?.kind === KIND ? room.activity : undefined;
    if (round && round.phase !== phase) again = false;
    phase = round?.phase ?? "";
    const over = phase === "revealed" && !again;
    const playing = phase === "open" || phase === "closed";
    lobby.render(invitation);
    attendance.render(room);
    enter.hidden = playing || over;
    open.hidden = Boolean(invitation);
    close.hidden = !invitation;
    begin.hidden = !invitation;
    play.element.hidden = !playing;
    result.element.hidden = !over;
    if ((playing || over) !== busy) {
      busy = playing || over;
      onbusy(busy);
    }
    if (playing) play.render(round);
    if (over) result.show({ result: round.result, pictures: round.pictures, all: room?.records.filter(({ kind }) => kind === KIND) ?? [] });
  }

  followRoom(stage.signal, (seen, invited) => {
    const begun = seen?.activity?.kind === KIND && seen.activity.phase !== "ready" && !room;
    [room, invitation] = [seen, invited];
    if (choice) render();
    if (begun) onround();
  });

  return {
    element,
    /** @param {Choice} next */
    render(next) {
      choice = next;
      render();
    },
  };
}

/**
 * The picture that all see, and what the host may do.
 * @param {Stage} stage
 * @param {HTMLElement} skip
 * @param {HTMLElement} reveal
 */
function makePlay({ say }, skip, reveal) {
  const picture = h("img", { class: "pixels large", alt: say("picture_alt") });
  const position = h("p", { class: "position", role: "status" });
  const countdown = makeCountdown(() => {});
  const row = h("div", { class: "row" }, skip, reveal);
  const ask = h("div", { class: "ask" }, h("p", { class: "question" }, say("question")), position, countdown.element, row);
  return {
    element: h("div", { class: "play" }, picture, ask),
    /** @param {HostBallot} round */
    render(round) {
      const asking = round.phase === "open";
      picture.hidden = !asking;
      if (asking && round.shown) picture.src = round.shown.picture;
      write(position, asking ? `${round.question + 1} / ${round.questions}` : say("all_shown"));
      countdown.show(round.left, round.seconds);
      skip.hidden = !asking;
      reveal.hidden = asking;
    },
  };
}
