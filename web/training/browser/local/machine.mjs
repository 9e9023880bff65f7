// The page's side of this browser's runs: one worker, asked as the server is asked (../server.mjs).

import { endpoint } from "../../../shared/browser/address.mjs";
import { Refused } from "../../../shared/browser/server.mjs";

/** @import {Facts} from "./run.mjs" */

/** @type {Facts | undefined} */
let facts;
/** @type {Worker | undefined} */
let worker;
/** @type {Map<number, {resolve: (answer: any) => void, reject: (error: Error) => void}>} by the number of a question */
const waiting = new Map();
let asked = 0;

/** What the runs are told of the library, once a page. @param {Facts} given */
export function prepare(given) {
  facts ??= given;
}

/** Whether this browser can train at all. */
export const able = () => "indexedDB" in globalThis && "OffscreenCanvas" in globalThis && "Worker" in globalThis;

/** Whether this browser has had a run: else the list of runs needs no worker. */
const KNOWN = "gan-classroom-runs";
const known = () => Boolean(worker) || localStorage.getItem(KNOWN) !== null;

function begin() {
  worker = new Worker(new URL("./image_worker.mjs", import.meta.url), { type: "module" });
  worker.onmessage = ({ data: { number, answer, refused } }) => {
    const one = waiting.get(number);
    waiting.delete(number);
    if (refused) one?.reject(new Refused({ message: refused.code, ...refused }, 400));
    else one?.resolve(answer);
  };
  worker.onerror = () => {
    for (const { reject } of waiting.values()) reject(new TypeError("the worker is gone"));
    waiting.clear();
  };
  document.addEventListener("visibilitychange", () => document.hidden && ask("save"));
  ask("about", {
    facts,
    sheets: { "fashion-mnist-10k": endpoint("browser-runs/clothes"), mnist: endpoint("browser-runs/digits") },
    classifier: endpoint("browser-runs/classifier"),
  });
}

/**
 * What the worker answers. Throws Refused, and TypeError where it is gone.
 * @param {string} what
 * @param {Record<string, unknown>} [more]
 * @returns {Promise<any>}
 */
export function ask(what, more = {}) {
  if (!worker) begin();
  return new Promise((resolve, reject) => {
    asked += 1;
    waiting.set(asked, { resolve, reject });
    worker?.postMessage({ number: asked, do: what, ...more });
  });
}

/** Runs of this browser, as rows of the list; none where it cannot keep any. @returns {Promise<import("../types.mjs").Row[]>} */
export const rows = () => (facts && able() && known() ? ask("rows").catch(() => []) : Promise.resolve([]));

/** A new run, which trains at once; its name. @param {Record<string, unknown>} order @returns {Promise<{name: string}>} */
export function start(order) {
  localStorage.setItem(KNOWN, "1");
  return ask("start", { order });
}

/** A run from a file of another machine; its name. @param {string} name @param {Uint8Array} bytes @returns {Promise<{name: string}>} */
export function adopt(name, bytes) {
  localStorage.setItem(KNOWN, "1");
  return ask("adopt", { name, bytes });
}

/** @type {Map<string, Promise<string>>} addresses of pictures by "run step" */
const addresses = new Map();
const MAX_ADDRESSES = 300;

/** The address of a picture. @param {string} name @param {number} step @param {string} update of G alone, which draws it anew */
export function sampleAddress(name, step, update) {
  const key = `${name} ${step} ${update}`;
  const known = addresses.get(key);
  if (known) return known;
  const made = ask("sample", { name, step }).then((blob) => {
    if (!blob) throw new TypeError("no such picture");
    return URL.createObjectURL(blob);
  });
  made.catch(() => addresses.delete(key));
  addresses.set(key, made);
  if (addresses.size > MAX_ADDRESSES) {
    const [oldest, address] = /** @type {[string, Promise<string>]} */ (addresses.entries().next().value);
    addresses.delete(oldest);
    address.then((url) => URL.revokeObjectURL(url));
  }
  return made;
}
