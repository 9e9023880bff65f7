// Windows that follow the tour and lead it: the speaker's notes in a second window of this browser (a broadcast), or on a phone (a room on
// the server, which nobody asks before a phone is invited).

import { h } from "../../shared/browser/dom.mjs";
import { CHANNEL, askRoom, watchRoom } from "../../shared/browser/rooms.mjs";
import { Refused } from "../../shared/browser/server.mjs";
import { errorSentence, fill } from "../../shared/browser/words.mjs";

const KEPT = "gan-classroom-room"; // the token, for a reload of this window

export function makeCompanions(tour) {
  let data = { text: {}, errors: {} };
  const say = (key, fields) => fill(data.text[key] ?? "", fields);

  // In this browser
  const channel = new BroadcastChannel(CHANNEL);
  const here = () => tour.on && channel.postMessage({ here: true, tour: tour.name, stop: tour.stop });
  channel.onmessage = ({ data: { where, go } }) => {
    if (where) here();
    else if (go && tour.on) tour.go(tour.name, go);
  };

  // On phones
  let token = sessionStorage.getItem(KEPT) ?? "";
  let watching;
  let phones = 0;
  let telling = 0; // what is on its way to the room is newer than what comes from it
  const forget = () => {
    watching?.abort();
    watching = undefined;
    token = "";
    phones = 0;
    sessionStorage.removeItem(KEPT);
  };
  const watch = () => {
    if (watching) return;
    watching = new AbortController();
    const { signal } = watching;
    watchRoom(token, {
      signal,
      onlook: (room) => {
        if (room.phones > phones && dialog.open) dialog.close(); // whoever it was for has come
        ({ phones } = room);
        if (!telling && tour.on && room.tour === tour.name && room.stop !== tour.stop) tour.go(room.tour, room.stop);
      },
    }).catch((error) => {
      if (!(error instanceof Refused)) throw error;
      forget(); // the server was restarted: a phone must be invited anew
    });
  };
  const close = () => {
    if (token) askRoom("room", { method: "DELETE", token }).catch(() => {});
    forget();
  };

  // The dialog
  const notes = () => new URL(`notes?lang=${document.documentElement.lang}`, document.baseURI);
  const beside = () => {
    window.open(notes(), CHANNEL, "width=720,height=640");
    dialog.close();
  };
  const invite = async () => {
    pairing.replaceChildren(h("p", { role: "status" }, say("presenter_inviting")));
    const body = { tour: tour.name, stop: tour.stop, notes: new URL("notes", document.baseURI).href };
    try {
      const room = await askRoom("rooms", { method: "POST", token, body }).catch((error) => {
        if (!(error instanceof Refused) || !token) throw error;
        forget(); // that room is gone
        return askRoom("rooms", { method: "POST", body });
      });
      ({ token } = room);
      sessionStorage.setItem(KEPT, token);
      pairing.replaceChildren(
        h("img", { src: room.picture, alt: say("presenter_picture"), width: 220, height: 220 }),
        h("p", {}, say("presenter_scan", { address: room.address })),
        h("p", { class: "code", "data-testid": "room-code" }, room.code),
        h("p", { class: "small" }, say("presenter_code_once")),
      );
      watch();
    } catch (error) {
      if (!(error instanceof Refused || error instanceof TypeError)) throw error;
      const sentence = error instanceof Refused ? errorSentence(data.errors, error.answer) : say("presenter_unreachable");
      pairing.replaceChildren(h("p", { role: "alert" }, sentence));
    }
  };
  const pairing = h("div", { class: "pairing" });
  const dialog = h("dialog", { class: "presenter-dialog", onkeydown: (event) => event.stopPropagation() });
  document.body.append(dialog);

  if (token) watch();
  return {
    open() {
      pairing.replaceChildren();
      const choices = [["presenter_notes_window", beside], ["presenter_notes_phone", invite], ["presenter_close", () => dialog.close()]];
      dialog.replaceChildren(h("h2", {}, say("presenter_notes")), h("div", { class: "choices" }, choices.map(([key, onclick]) => h("button", { type: "button", onclick }, say(key)))), pairing);
      const { color, backgroundColor } = getComputedStyle(document.querySelector(".stApp")); // the theme that was chosen
      Object.assign(dialog.style, { color, backgroundColor });
      dialog.showModal();
    },
    /** The tour has moved, begun or ended. */
    tell() {
      here();
      if (!tour.on) {
        channel.postMessage({ ended: true });
        if (token) close();
      } else if (token) {
        const body = { tour: tour.name, stop: tour.stop };
        telling += 1;
        askRoom("room", { method: "POST", token, body }).catch((error) => error instanceof Refused && forget()).finally(() => (telling -= 1));
        watch();
      }
    },
    speak(told) {
      data = told;
    },
  };
}
