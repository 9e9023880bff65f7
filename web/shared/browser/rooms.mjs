// How windows of one presentation reach each other: a broadcast inside a browser, a room on the server between a browser and a phone.

import { endpoint } from "./address.mjs";
import { HEADERS, accepted } from "./server.mjs";

export const CHANNEL = "gan-classroom-tour";
const AGAIN_MILLISECONDS = 3000; // after which a server that did not answer is asked again

/** One question to the room's end points. Throws Refused, and TypeError where nobody answers. */
export async function askRoom(path, { method = "GET", token = "", body, query = "", signal } = {}) {
  const headers = { ...HEADERS, ...(token && { "X-GAN-Room": token }) };
  const answer = await accepted(await fetch(endpoint(path, query), { method, headers, signal, body: body && JSON.stringify(body) }));
  return answer.status === 204 ? undefined : answer.json();
}

/** Look at a room until `signal` aborts: `onlook(room)` at every change, `onaway(yes)` when the server cannot be reached. Throws Refused. */
export async function watchRoom(token, { signal, onlook, onaway = () => {} }) {
  let version = 0;
  while (!signal.aborted) {
    try {
      const room = await askRoom("room", { token, query: `after=${version}`, signal });
      onaway(false);
      if (room.version !== version) onlook(room);
      version = room.version;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof TypeError)) throw error;
      onaway(true);
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MILLISECONDS));
    }
  }
}
