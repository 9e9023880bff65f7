// How a class comes in: the picture for cameras, the address and the code to type, and a square a phone, filled when it has answered.

import { h, write } from "../../shared/browser/dom.mjs";

/** @import {HostRoom, Invitation} from "./types.mjs" */

/**
 * @param {{say: (key: string, fields?: Record<string, unknown>) => string}} options `say` knows the table "room"
 */
export function makeLobby({ say }) {
  const picture = h("img", { class: "room-qr", alt: say("room_qr"), width: 220, height: 220 });
  const address = h("p", { class: "room-address" });
  const code = h("p", { class: "room-code", "data-testid": "classroom-code" });
  const element = h("div", { class: "room-lobby" }, picture, h("div", {}, h("p", {}, say("room_join")), address, code));
  return {
    element,
    /** @param {Invitation | undefined} invitation */
    render(invitation) {
      element.hidden = !invitation;
      if (!invitation || code.textContent === spaced(invitation.code)) return;
      picture.src = invitation.picture;
      address.textContent = invitation.address.replace(/^https?:\/\//, "");
      code.textContent = spaced(invitation.code);
    },
  };
}

/** @param {string} code six letters are read more easily as two times three */
export const spaced = (code) => `${code.slice(0, 3)} ${code.slice(3)}`;

/**
 * Who is there and who has answered, by number.
 * @param {{say: (key: string, fields?: Record<string, unknown>) => string}} options
 */
export function makeAttendance({ say }) {
  const sentence = h("p", { role: "status" });
  const seats = h("div", { class: "room-seats", "aria-hidden": "true" });
  const element = h("div", { class: "room-attendance" }, sentence, seats);
  return {
    element,
    /** @param {HostRoom | undefined} room */
    render(room) {
      element.hidden = !room;
      if (!room) return;
      const answered = new Set(room.activity?.answered ?? []);
      const asking = room.activity?.phase === "open";
      write(sentence, say(asking ? "room_answered" : "room_present", { present: room.present.length, answered: answered.size }));
      const present = new Set(room.present);
      const numbers = [...new Set([...room.present, ...(asking ? answered : [])])].sort((a, b) => a - b);
      seats.replaceChildren(
        ...numbers.map((number) => {
          const state = `${asking && answered.has(number) ? " answered" : ""}${present.has(number) ? "" : " away"}`;
          return h("span", { class: `seat${state}` }, String(number));
        }),
      );
    },
  };
}
