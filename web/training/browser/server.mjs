// The end points of the runs: one run watched by polling, the list, and what its owner may do. Runs of this browser are asked for in its worker.

import { unpack, unpackProgress } from "../../runs/browser/curves.mjs";
import { isLocal, newName } from "../../runs/browser/local_names.mjs";
import { runPath } from "../../runs/browser/paths.mjs";
import { endpoint } from "../../shared/browser/address.mjs";
import { poll } from "../../shared/browser/poll.mjs";
import { accepted, HEADERS } from "../../shared/browser/server.mjs";
import { ask as askHere, rows as rowsHere } from "./local/machine.mjs";

/** @import {Refused} from "../../shared/browser/server.mjs" */
/** @import {Finding, Row, Slot, State} from "./types.mjs" */

const LIVE_MILLISECONDS = 500;
const WAITING_MILLISECONDS = 1000; // queued or paused: only the state can change
const HIDDEN_MILLISECONDS = 5000;

/** @type {(signal: AbortSignal) => Promise<Row[]>} */
export async function fetchRuns(signal) {
  const here = await rowsHere();
  try {
    return [...here, ...(await (await accepted(await fetch(endpoint("runs"), { signal, cache: "no-store" }))).json()).runs];
  } catch (error) {
    if (here.length && !signal.aborted) return here; // what trains here goes on without a server
    throw error;
  }
}

/**
 * What the doctor would have said of a run at an earlier step.
 * @type {(name: string, step: number, signal: AbortSignal) => Promise<Finding>}
 */
export async function fetchFinding(name, step, signal) {
  if (isLocal(name)) return askHere("finding", { name, step });
  return (await accepted(await fetch(runPath(name, `/finding?step=${step}`), { signal }))).json();
}

/**
 * The curves between two steps, as dense as the whole run's.
 * @param {string} name
 * @param {{from: number, to: number}} range
 * @param {AbortSignal} signal
 */
export async function fetchStretch(name, { from, to }, signal) {
  if (isLocal(name)) return askHere("stretch", { name, range: { from, to } });
  return unpack(await (await accepted(await fetch(runPath(name, `/curves?from=${from}&to=${to}`), { signal }))).arrayBuffer());
}

/**
 * The shares of the classes among a run's samples, whenever they were measured.
 * @type {(name: string, signal: AbortSignal) => Promise<import("./bands.mjs").Shares>}
 */
export async function fetchShares(name, signal) {
  if (isLocal(name)) return { classes: [], steps: [], shares: [] }; // no classifier there
  return (await accepted(await fetch(runPath(name, "/shares"), { signal }))).json();
}

/**
 * Ask for `action`; the answer's {name}, empty where the run is gone. Throws Refused.
 * @type {(name: string, action: string, body?: unknown, pin?: string) => Promise<{name: string}>}
 */
export async function act(name, action, body = {}, pin = "") {
  if (isLocal(name)) return askHere("act", { name, action, body: { ...Object(body), name: newName() } });
  const headers = { ...HEADERS, ...(pin && { "X-Presenter-Pin": pin }) };
  const response = await fetch(runPath(name, `/${action}`), { method: "POST", headers, body: JSON.stringify(body) });
  return (await accepted(response)).json();
}

/**
 * An address that is asked again and again: the bytes, where they are new since the last time, or undefined.
 * @param {string} url
 * @param {AbortSignal} signal
 */
function makeTagged(url, signal) {
  /** @type {string | null} */
  let tag = null;
  return async () => {
    const response = await fetch(url, { signal, cache: "no-store", headers: tag ? { "If-None-Match": tag } : {} });
    if (response.status === 304) return undefined;
    await accepted(response);
    const answer = await response.arrayBuffer();
    tag = response.headers.get("ETag");
    return answer;
  };
}

/** What has changed of a run since the last time. @param {string} name @param {AbortSignal} signal */
function makeProgress(name, signal) {
  const ask = makeTagged(runPath(name, "/progress"), signal);
  return async () => {
    const news = await ask();
    return news && unpackProgress(news);
  };
}

/**
 * Watch a run: `onchange` at everything new. A hidden page asks seldom, and a run that is over (`isOver`) is asked for only by `update`.
 * @param {string} name
 * @param {{isOver: (state: State) => boolean, onchange: (run: Required<Slot>, began: number) => void, onrefused: (error: Refused) => void,
 *   onlost: (lost: boolean) => void}} options
 */
export function watch(name, { isOver, onchange, onrefused, onlost }) {
  const stopping = new AbortController();
  const { signal } = stopping;
  const ask = isLocal(name) ? () => askHere("progress", { name }) : makeProgress(name, signal);
  /** @type {State} */
  let state = "queued";
  const update = async () => {
    const asked = performance.now();
    const news = await ask();
    if (signal.aborted) return undefined;
    if (news) {
      const began = performance.now();
      ({ state } = news.status);
      onchange(news, began);
    }
    return pause() - (performance.now() - asked);
  };
  const pause = () => {
    if (isOver(state)) return Infinity;
    if (document.hidden) return HIDDEN_MILLISECONDS;
    return state === "running" ? LIVE_MILLISECONDS : WAITING_MILLISECONDS;
  };
  const refused = (/** @type {Refused} */ error) => {
    onrefused(error);
    return Infinity;
  };
  const polling = poll(update, { signal, onlost, onrefused: refused });
  document.addEventListener("visibilitychange", () => document.hidden || polling.now(), { signal });
  return { update: polling.now, stop: () => stopping.abort() };
}
