// The line that says what went wrong.

import { h } from "./dom.mjs";
import { Refused } from "./server.mjs";

/** @typedef {ReturnType<typeof makeProblem>} Problem */

/**
 * @param {string} unreachable the sentence for a server that cannot be reached
 * @param {(answer: import("./words.mjs").ErrorAnswer) => string} [sentenceOf] the sentence of a refused request
 */
export function makeProblem(unreachable, sentenceOf = ({ message }) => message) {
  const element = h("p", { class: "problem", role: "alert", hidden: true });
  /** @param {string} sentence */
  const say = (sentence) => {
    element.textContent = sentence;
    element.hidden = !sentence;
  };
  return {
    element,
    say,
    /** What is said now; empty where all is well. */
    get said() {
      return element.hidden ? "" : element.textContent;
    },
    /**
     * Whether the server cannot be reached.
     * @param {boolean} lost
     */
    offline(lost) {
      if (lost) say(unreachable);
      else if (element.textContent === unreachable) say("");
    },
    /**
     * What `work` answers; undefined, and a sentence, where the server refuses or cannot be reached.
     * @template Answer
     * @param {() => Promise<Answer>} work
     * @param {{signal?: AbortSignal, sayHere?: (sentence: string) => void, onrefused?: (refused: Refused) => void}} [options]
     * @returns {Promise<Answer | undefined>}
     */
    async attempt(work, { signal, sayHere = say, onrefused = () => {} } = {}) {
      try {
        const answer = await work();
        sayHere("");
        return answer;
      } catch (error) {
        if (signal?.aborted) return undefined;
        if (error instanceof Refused) {
          sayHere(sentenceOf(error.answer));
          onrefused(error);
        } else if (error instanceof TypeError) sayHere(unreachable);
        else throw error;
        return undefined;
      }
    },
  };
}
