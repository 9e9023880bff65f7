// The end points of the scores.

import { endpoint } from "../../shared/browser/address.mjs";
import { accepted, HEADERS } from "../../shared/browser/server.mjs";

/** @import {Overview, Task} from "./types.mjs" */

/** @type {(path: string, signal: AbortSignal) => Promise<any>} */
const get = async (path, signal) => (await accepted(await fetch(endpoint(path), { signal, cache: "no-store" }))).json();
/** @type {(path: string, body: unknown) => Promise<Response>} */
const post = async (path, body) => accepted(await fetch(endpoint(path), { method: "POST", headers: HEADERS, body: JSON.stringify(body) }));

/** @type {(signal: AbortSignal) => Promise<Overview>} */
export const fetchOverview = (signal) => get("evaluations", signal);
/** @type {(signal: AbortSignal) => Promise<Task[]>} */
export const fetchTasks = async (signal) => (await get("evaluations/progress", signal)).tasks;
/**
 * Keys of the results to come.
 * @type {(body: {models: string[], n: number, extractor: string | undefined, seed: number, every: boolean}) => Promise<string[]>}
 */
export const startScoring = async (body) => (await (await post("evaluations", body)).json()).keys;
/** @type {(key: string) => Promise<Response>} */
export const cancelScoring = (key) => post("evaluations/cancel", { key });
/** @type {(model: string, seed: number) => string} */
export const picturesUrl = (model, seed) => endpoint("evaluations/pictures", new URLSearchParams({ model, seed: String(seed) }));
/**
 * What each of these pictures is taken for, and how surely; nothing where the class was asked for.
 * @type {(model: string, seed: number, signal: AbortSignal) => Promise<[string, number][]>}
 */
export const fetchRead = async (model, seed, signal) =>
  (await get(`evaluations/read?${new URLSearchParams({ model, seed: String(seed) })}`, signal)).read;
/** @type {(key: string) => string} */
export const copiesUrl = (key) => endpoint("evaluations/copies", new URLSearchParams({ key }));
/** @type {(format: string, lang: string, models: string[], recorded: boolean) => string} */
export const exportUrl = (format, lang, models, recorded) => {
  const query = { format, lang, models: models.join(","), ...(recorded && { record: "1" }) };
  return endpoint("evaluations/export", new URLSearchParams(query));
};
