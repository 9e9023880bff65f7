// Windows that follow the tour and lead it: the speaker's notes in a second window of this browser (a broadcast), or on a phone (a room on
// the server, which is not asked before a phone is invited).

import { h } from "../../shared/browser/dom.mjs";
import { askRoom, CHANNEL, watchRoom } from "../../shared/browser/rooms.mjs";
import { Refused } from "../../shared/browser/server.mjs";
import { errorSentence, fill } from "../../shared/browser/words.mjs";
import { openDialog } from "./dialog.mjs";

/** @import {PresentedTour} from "./tour.mjs" */
/** @import {Invitation, Message, PresenterData} from "./types.mjs" */
/** @typedef {(key: string, fields?: Record<string, string>) => string} Text */

const TOKEN_KEY = "gan-classroom-room"; // of sessionStorage, for a reload of this window

/**
 * A window of this browser with the notes.
 * @param {PresentedTour} tour
 * @param {() => string} spoken the presenting window's language
 */
function makeBroadcast(tour, spoken) {
  const channel = new BroadcastChannel(CHANNEL);
  const send = (/** @type {Message} */ message) => channel.postMessage(message);
  const announce = () => {
    if (tour.on) send({ here: true, tour: tour.name, stop: tour.stop, language: spoken() });
    else send({ ended: true });
  };
  channel.onmessage = (event) => {
    const { where, go } = /** @type {Message} */ (event.data);
    if (where && tour.on) announce();
    else if (go && tour.on) tour.go(tour.name, go);
  };
  return { announce };
}

/**
 * The room on the server that phones are in.
 * @param {PresentedTour} tour
 * @param {() => void} onphone called when another phone has come
 */
function makeRoom(tour, onphone) {
  let token = sessionStorage.getItem(TOKEN_KEY) ?? "";
  /** @type {AbortController | undefined} */
  let watching;
  let phones = 0;
  let sending = 0; // what is on its way to the room is newer than what comes from it

  const forget = () => {
    watching?.abort();
    watching = undefined;
    token = "";
    phones = 0;
    sessionStorage.removeItem(TOKEN_KEY);
  };
  const watch = () => {
    if (watching) return;
    watching = new AbortController();
    const { signal } = watching;
    watchRoom(token, {
      signal,
      onlook: (room) => {
        if (room.phones > phones) onphone();
        ({ phones } = room);
        if (!sending && tour.on && room.tour === tour.name && room.stop !== tour.stop) tour.go(room.tour, room.stop);
      },
    }).catch((error) => {
      if (!(error instanceof Refused)) throw error;
      forget(); // the server was restarted: a phone must be invited anew
    });
  };
  /** @returns {Promise<Invitation>} */
  const invite = async () => {
    const body = { tour: tour.name, stop: tour.stop, notes: new URL("notes", document.baseURI).href };
    const invitation = await askRoom("rooms", { method: "POST", token, body }).catch((error) => {
      if (!(error instanceof Refused) || !token) throw error;
      forget(); // that room is gone
      return askRoom("rooms", { method: "POST", body });
    });
    ({ token } = invitation);
    sessionStorage.setItem(TOKEN_KEY, token);
    watch();
    return invitation;
  };
  const send = () => {
    if (!token) return;
    sending += 1;
    askRoom("room", { method: "POST", token, body: { tour: tour.name, stop: tour.stop } })
      .catch((error) => error instanceof Refused && forget())
      .finally(() => {
        sending -= 1;
      });
    watch();
  };
  const close = () => {
    if (token) askRoom("room", { method: "DELETE", token }).catch(() => {});
    forget();
  };
  if (token) watch();
  return { invite, send, close };
}

/**
 * The dialog that opens the notes.
 * @param {{say: Text, refusal: (error: Refused) => string, invite: () => Promise<Invitation>}} options
 */
function makeDialog({ say, refusal, invite }) {
  const pairing = h("div", { class: "pairing" });
  const dialog = h("dialog", { class: "presenter-dialog", onkeydown: (event) => event.stopPropagation() });
  document.body.append(dialog);

  const openWindow = () => {
    window.open(new URL(`notes?lang=${document.documentElement.lang}`, document.baseURI), CHANNEL, "width=720,height=640");
    dialog.close();
  };
  const showCode = async () => {
    pairing.replaceChildren(h("p", { role: "status" }, say("presenter_inviting")));
    try {
      const { picture, address, code } = await invite();
      pairing.replaceChildren(
        h("img", { src: picture, alt: say("presenter_picture"), width: 220, height: 220 }),
        h("p", {}, say("presenter_scan", { address })),
        h("p", { class: "code", "data-testid": "room-code" }, code),
        h("p", { class: "small" }, say("presenter_code_once")),
      );
    } catch (error) {
      if (!(error instanceof Refused || error instanceof TypeError)) throw error;
      const sentence = error instanceof Refused ? refusal(error) : say("presenter_unreachable");
      pairing.replaceChildren(h("p", { role: "alert" }, sentence));
    }
  };
  return {
    open() {
      pairing.replaceChildren();
      const choices = { presenter_notes_window: openWindow, presenter_notes_phone: showCode, presenter_close: () => dialog.close() };
      const buttons = Object.entries(choices).map(([key, onclick]) => h("button", { type: "button", onclick }, say(key)));
      dialog.replaceChildren(h("h2", {}, say("presenter_notes")), h("div", { class: "choices" }, buttons), pairing);
      openDialog(dialog);
    },
    close() {
      if (dialog.open) dialog.close();
    },
  };
}

/** @param {PresentedTour} tour */
export function makeCompanions(tour) {
  /** @type {Pick<PresenterData, "text" | "errors" | "language">} */
  let data = { text: {}, errors: {}, language: "" };
  const broadcast = makeBroadcast(tour, () => data.language);
  const room = makeRoom(tour, () => dialog.close());
  const dialog = makeDialog({
    say: (key, fields) => fill(data.text[key] ?? "", fields),
    refusal: (error) => errorSentence(data.errors, error.answer),
    invite: room.invite,
  });
  return {
    open: dialog.open,
    /** The tour has moved, begun or ended. */
    announce() {
      broadcast.announce();
      if (tour.on) room.send();
      else room.close();
    },
    /**
     * The visitor's language.
     * @param {PresenterData} words
     */
    translate(words) {
      const other = words.language !== data.language;
      data = words;
      if (other) broadcast.announce();
    },
  };
}
