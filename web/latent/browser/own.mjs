// A run that was trained in this browser is one more model of the Latent page: what the end points answer of it is computed here, from its
// disk. All else is asked of the server.

import { isLocal, titleOf } from "../../runs/browser/local_names.mjs";
import { Store } from "../../runs/browser/store.mjs";

/** @import {Kept} from "../../runs/browser/local_run.mjs" */
/** @import {ModelRow} from "./types.mjs" */
/** @typedef {Record<string, (query: URLSearchParams) => Promise<Response | undefined>>} Answers by the end points' names */

/** @type {Promise<Answers | undefined> | undefined} of the run that was opened last */
let opened;

/**
 * As `fetch`, of the Latent page's end points.
 * @param {string | URL} url
 * @param {RequestInit} [options]
 * @returns {Promise<Response>}
 */
export async function ask(url, options) {
  const { pathname, searchParams: query } = new URL(url);
  const path = pathname.slice(pathname.indexOf("/api/latent/") + "/api/latent/".length);
  if (path === "models") return models(url, options);
  const model = query.get("model") ?? "";
  if (!isLocal(model)) return fetch(url, options);
  if (path === "model") opened = open(model);
  const answers = await opened;
  return (await answers?.[path]?.(query)) ?? fetch(url, options);
}

/** The server's models and this browser's. @param {string | URL} url @param {RequestInit} [options] */
async function models(url, options) {
  const own = (await weighted()).map(({ name, config }) => ({ name, title: titleOf(name, config) }));
  const response = await fetch(url, options);
  /** @type {ModelRow[]} */
  const rows = response.ok ? await response.json() : [];
  return Response.json([...own, ...rows]);
}

/** Runs of this browser that have weights, newest first. @returns {Promise<Kept[]>} */
async function weighted() {
  const runs = await Store.open().then((store) => store.runs(), () => []); // biome-ignore format: one line
  return runs.filter(({ saved }) => saved).sort((one, other) => (one.name < other.name ? 1 : -1));
}

/**
 * What is answered of a run; undefined where this browser has no such run.
 * @param {string} name
 * @returns {Promise<Answers | undefined>}
 */
async function open(name) {
  const kept = await Store.open().then((store) => store.run(name), () => undefined); // biome-ignore format: one line
  return kept?.saved && (await import("./own_run.mjs")).answersOf(kept);
}
