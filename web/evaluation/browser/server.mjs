// The end points of the scores.

import { endpoint } from "../../shared/browser/address.mjs";
import { HEADERS, accepted } from "../../shared/browser/server.mjs";

const get = async (path, signal) => (await accepted(await fetch(endpoint(path), { signal, cache: "no-store" }))).json();
const post = async (path, body) => accepted(await fetch(endpoint(path), { method: "POST", headers: HEADERS, body: JSON.stringify(body) }));

export const fetchOverview = (signal) => get("evaluations", signal);
export const fetchTasks = async (signal) => (await get("evaluations/progress", signal)).tasks;
export const startScoring = async (body) => (await (await post("evaluations", body)).json()).keys;
export const cancelScoring = (key) => post("evaluations/cancel", { key });
export const picturesUrl = (model, seed) => endpoint("evaluations/pictures", new URLSearchParams({ model, seed }));
export const exportUrl = (format, lang, models, recorded) => endpoint("evaluations/export", new URLSearchParams({ format, lang, models: models.join(","), ...(recorded ? { record: "1" } : {}) }));
