// Asking the server again and again.

import { Refused } from "./server.mjs";

export const RETRY_MILLISECONDS = 2000; // after which a server that could not be reached is asked again

/**
 * Resolves after so many milliseconds (Infinity: never), or when `signal` aborts.
 * @param {number} milliseconds
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
export function pause(milliseconds, signal) {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = Number.isFinite(milliseconds) ? setTimeout(end, Math.max(0, milliseconds)) : undefined;
    function end() {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    }
    signal.addEventListener("abort", end);
  });
}

/**
 * Call `ask` until it is over or `signal` aborts, one call at a time. It answers how many milliseconds to wait before the next call (Infinity:
 * until `now` is called), or undefined to end. `onlost(true)` is called when the server cannot be reached: `ask` is then called again after
 * `retry` milliseconds, and `onlost(false)` when it answers. `onrefused` answers how long to wait after a refusal; without it, `done` rejects.
 * @param {() => Promise<number | undefined>} ask
 * @param {{signal: AbortSignal, retry?: number, onlost?: (lost: boolean) => void, onrefused?: (error: Refused) => number | undefined}} options
 * @returns {{now: () => void, done: Promise<void>}} `now` makes the next call at once, or right after the one in flight
 */
export function poll(ask, { signal, retry = RETRY_MILLISECONDS, onlost = () => {}, onrefused }) {
  let again = false;
  let waiting = new AbortController();
  const once = async () => {
    try {
      const wait = await ask();
      if (!signal.aborted) onlost(false);
      return wait;
    } catch (error) {
      if (signal.aborted) return undefined;
      if (error instanceof Refused && onrefused) return onrefused(error);
      if (!(error instanceof TypeError)) throw error; // fetch throws TypeError when the server cannot be reached
      onlost(true);
      return retry;
    }
  };
  const run = async () => {
    while (!signal.aborted) {
      again = false;
      const wait = await once();
      if (wait === undefined) return;
      waiting = new AbortController();
      if (!again) await pause(wait, AbortSignal.any([signal, waiting.signal]));
    }
  };
  return {
    now() {
      again = true;
      waiting.abort();
    },
    done: run(),
  };
}

/**
 * What `ask` answers, as soon as the server can be reached; undefined when `signal` aborts before. Throws what is no matter of reaching it.
 * @template Answer
 * @param {() => Promise<Answer>} ask
 * @param {{signal: AbortSignal, retry?: number, onlost?: (lost: boolean) => void, onrefused?: (error: Refused) => number | undefined}} options
 * @returns {Promise<Answer | undefined>}
 */
export async function untilReached(ask, options) {
  /** @type {Answer | undefined} */
  let answer;
  await poll(async () => {
    answer = await ask();
    return undefined;
  }, options).done;
  return answer;
}
