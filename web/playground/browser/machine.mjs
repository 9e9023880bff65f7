// The page's side of the worker.

import { Refused } from "../../shared/browser/server.mjs";

export class Machine {
  /** @param {import("./types.mjs").About} about */
  constructor(about) {
    this.worker = new Worker(new URL("./worker.mjs", import.meta.url), { type: "module" });
    /** @type {Map<number, {resolve: (answer: unknown) => void, reject: (error: Error) => void}>} */
    this.waiting = new Map(); // by the number of a question
    this.asked = 0;
    this.worker.onmessage = ({ data: { number, answer, refused } }) => {
      const { resolve, reject } = /** @type {{resolve: (answer: unknown) => void, reject: (error: Error) => void}} */ (
        this.waiting.get(number)
      );
      this.waiting.delete(number);
      if (refused) reject(new Refused({ message: refused.code, ...refused }, 400));
      else resolve(answer);
    };
    this.worker.onerror = () => this.fail(); // it could not be fetched, or has failed: what is asked will not be answered
    this.ask("about", "", { about });
  }

  /**
   * What the worker answers. Throws Refused, and TypeError where it is gone, as fetch does where the server cannot be reached.
   * @param {string} what
   * @param {string} name of a game
   * @param {Record<string, unknown>} [more]
   * @returns {Promise<any>}
   */
  ask(what, name, more = {}) {
    return new Promise((resolve, reject) => {
      this.asked += 1;
      const number = this.asked;
      this.waiting.set(number, { resolve, reject });
      if (this.failed) this.fail();
      else this.worker.postMessage({ number, do: what, name, ...more });
    });
  }

  fail() {
    this.failed = true;
    for (const { reject } of this.waiting.values()) reject(new TypeError("the worker is gone"));
    this.waiting.clear();
  }

  stop() {
    this.worker.terminate();
  }
}
