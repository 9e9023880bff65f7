// The end points of the scores.

import { endpoint } from "../shared/address.mjs";

const HEADERS = { "Content-Type": "application/json", "X-GAN-Classroom": "1" };

/** A refused request: `answer` is the server's {code, fields, message}. */
export class Refused extends Error {
  constructor(answer) {
    super(answer.message);
    this.answer = answer;
  }
}

async function accepted(response) {
  if (response.ok) return response;
  throw new Refused(await response.json().catch(() => ({ code: "", fields: {}, message: response.statusText || String(response.status) })));
}

const get = async (path, signal) => (await accepted(await fetch(endpoint(path), { signal, cache: "no-store" }))).json();
const post = async (path, body) => accepted(await fetch(endpoint(path), { method: "POST", headers: HEADERS, body: JSON.stringify(body) }));

export const fetchOverview = (signal) => get("evaluations", signal);
export const fetchTasks = async (signal) => (await get("evaluations/progress", signal)).tasks;
export const startScoring = async (body) => (await (await post("evaluations", body)).json()).keys;
export const cancelScoring = (key) => post("evaluations/cancel", { key });
export const picturesUrl = (model, seed) => endpoint("evaluations/pictures", new URLSearchParams({ model, seed }));
export const exportUrl = (format, lang, models) => endpoint("evaluations/export", new URLSearchParams({ format, lang, models: models.join(",") }));
