// How windows of one presentation reach each other: a broadcast inside a browser, a room on the server between a browser and a phone.

import { endpoint } from "./address.mjs";
import { poll } from "./poll.mjs";
import { accepted, HEADERS } from "./server.mjs";

export const CHANNEL = "gan-classroom-tour";

/** @typedef {{version: number, tour: string, stop: number, phones: number, [field: string]: unknown}} Room */

/**
 * One question to the room's end points. Throws Refused, and TypeError where the server cannot be reached.
 * @param {string} path
 * @param {{method?: string, token?: string, body?: unknown, query?: string, signal?: AbortSignal, keepalive?: boolean}} [options]
 */
export async function askRoom(path, { method = "GET", token = "", body, query = "", signal, keepalive } = {}) {
  const headers = { ...HEADERS, ...(token && { "X-GAN-Room": token }) };
  const sent = body === undefined ? undefined : JSON.stringify(body);
  const answer = await accepted(await fetch(endpoint(path, query), { method, headers, signal, keepalive, body: sent }));
  return answer.status === 204 ? undefined : answer.json();
}

/**
 * Watch a room until `signal` aborts: `onlook(room)` at every change, `onaway(lost)` when the server can or cannot be reached. Throws Refused.
 * @param {string} token
 * @param {{signal: AbortSignal, onlook: (room: Room) => void, onaway?: (lost: boolean) => void}} options
 */
export function watchRoom(token, { signal, onlook, onaway }) {
  let version = 0;
  const update = async () => {
    const room = await askRoom("room", { token, query: `after=${version}`, signal }); // answers when something has changed
    if (room.version !== version) onlook(room);
    version = room.version;
    return 0;
  };
  return poll(update, { signal, onlost: onaway }).done;
}
