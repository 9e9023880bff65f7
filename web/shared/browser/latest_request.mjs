// One request in flight; of each kind the latest is sent, and the picture before everything else.

import { pause, RETRY_MILLISECONDS } from "./poll.mjs";

/** @typedef {{url: string | URL, answer: (response: Response) => unknown}} Request */

export class LatestRequest {
  /**
   * @param {(lost: boolean) => void} onlost told `true` when the server cannot be reached (it is asked again until it can), `false` when it can
   * @param {AbortSignal} signal
   * @param {(url: string | URL, options: RequestInit) => Promise<Response>} [ask] as fetch
   */
  constructor(onlost, signal, ask = (url, options) => fetch(url, options)) {
    /** @type {Map<string, Request>} by kind */
    this.pending = new Map();
    this.running = false;
    this.onlost = onlost;
    this.signal = signal;
    this.send = ask;
  }

  /**
   * Replace the request of this kind; `answer(response)` is called when it is answered.
   * @param {string} kind
   * @param {string | URL} url
   * @param {(response: Response) => unknown} answer
   */
  ask(kind, url, answer) {
    this.pending.set(kind, { url, answer });
    if (!this.running) this.run();
  }

  async run() {
    this.running = true;
    while (this.pending.size && !this.signal.aborted) {
      const [kind, request] = this.next();
      this.pending.delete(kind);
      try {
        const response = await this.send(request.url, { signal: this.signal });
        await request.answer(response);
        this.onlost(false);
      } catch (error) {
        if (this.signal.aborted) break;
        if (!(error instanceof TypeError)) throw error; // fetch throws TypeError when the server cannot be reached
        this.onlost(true);
        if (!this.pending.has(kind)) this.pending.set(kind, request);
        await pause(RETRY_MILLISECONDS, this.signal);
      }
    }
    this.running = false;
  }

  next() {
    const waiting = [...this.pending];
    return waiting.find(([kind]) => kind === "picture") ?? waiting[0];
  }
}
