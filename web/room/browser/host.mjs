// The room that this browser hosts: one for all its pages, so that a lecture keeps its class from page to page and through a reload.

import { poll } from "../../shared/browser/poll.mjs";
import { askRoom } from "../../shared/browser/rooms.mjs";
import { Refused } from "../../shared/browser/server.mjs";

/** @import {HostRoom, Invitation} from "./types.mjs" */

const KEY = "gan-classroom-host";
const REST_MILLISECONDS = 150; // between two looks: a class votes faster than a screen need be drawn

/** @typedef {(room: HostRoom | undefined, invitation: Invitation | undefined) => void} OnRoom */

/** @type {Set<OnRoom>} */
const listeners = new Set();
/** @type {HostRoom | undefined} */
let room;
/** @type {Invitation | undefined} */
let invitation;
/** @type {AbortController | undefined} */
let watching;

const tell = () => {
  for (const listener of listeners) listener(room, invitation);
};
const stored = () => {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return ""; // a private window: a reload opens a new room
  }
};
/** @param {string} token */
const store = (token) => {
  try {
    if (token) localStorage.setItem(KEY, token);
    else localStorage.removeItem(KEY);
  } catch {
    // as above
  }
};

/** @param {string} token */
const ask = (token) => {
  const body = { join: new URL("join", document.baseURI).href };
  return askRoom("classroom", { method: "POST", token, body });
};

function forget() {
  watching?.abort();
  [room, invitation, watching] = [undefined, undefined, undefined];
  store("");
  tell();
}

/** @param {unknown} error */
const over = (error) => {
  if (error instanceof Refused) forget();
  else throw error;
};

/** @param {string} token */
function watch(token) {
  if (watching) return;
  watching = new AbortController();
  const { signal } = watching;
  let version = 0;
  const update = async () => {
    const seen = await askRoom("classroom/host", { token, query: `after=${version}`, signal }); // answers when something has changed
    if (seen.version >= version) room = seen;
    version = seen.version;
    tell();
    return REST_MILLISECONDS;
  };
  poll(update, { signal }).done.catch(over);
}

/** The room of this browser where it has one. */
export async function findRoom() {
  const token = stored();
  if (invitation || !token) return;
  try {
    invitation = await ask(token);
    watch(token);
    tell();
  } catch (error) {
    over(error);
  }
}

/** The room of this browser, a new one where it has none. Throws Refused, and TypeError where the server cannot be reached. */
export async function openRoom() {
  await findRoom();
  if (invitation) return;
  /** @type {Invitation} */
  const opened = await ask("");
  invitation = opened;
  store(opened.token);
  watch(opened.token);
  tell();
}

/** It is over for all. */
export async function closeRoom() {
  const token = invitation?.token;
  forget();
  if (token) await askRoom("classroom", { method: "DELETE", token }).catch(over);
}

/**
 * Put something to the room: a kind that web/routes.py names, and what its `open_activity` takes. Throws as `openRoom`.
 * @param {string} kind
 * @param {unknown} settings
 */
export const startActivity = (kind, settings) => change("start", { kind, settings });

/**
 * One of the activity's actions. Throws as `openRoom`.
 * @param {string} action
 */
export const act = (action) => change("act", { action });

/**
 * @param {string} path
 * @param {unknown} body
 */
async function change(path, body) {
  room = await askRoom(`classroom/${path}`, { method: "POST", token: invitation?.token, body });
  tell();
}

/**
 * `onroom(room, invitation)` now and at every change, until `signal` aborts; both are undefined where this browser hosts no room.
 * @param {AbortSignal} signal
 * @param {OnRoom} onroom
 */
export function followRoom(signal, onroom) {
  listeners.add(onroom);
  signal.addEventListener("abort", () => listeners.delete(onroom));
  onroom(room, invitation);
  return findRoom();
}
