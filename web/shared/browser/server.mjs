// How end points are asked, and what their refusal is.

// the second is one that a foreign page cannot send
export const HEADERS = { "Content-Type": "application/json", "X-GAN-Classroom": "1" };

/** A refused request: `answer` is the server's {code, fields, message}. */
export class Refused extends Error {
  /**
   * @param {import("./words.mjs").ErrorAnswer} answer
   * @param {number} status
   */
  constructor(answer, status) {
    super(answer.message);
    this.answer = answer;
    this.status = status;
  }
}

/**
 * The response, if the server agreed. Throws Refused.
 * @param {Response} response
 */
export async function accepted(response) {
  if (response.ok) return response;
  const answer = await response.json().catch(() => ({ code: "", fields: {}, message: response.statusText || String(response.status) }));
  throw new Refused(answer, response.status);
}
