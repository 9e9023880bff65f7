// The end points of the runs: one run watched by polling, the list, and what its owner may do.

import { endpoint } from "../../shared/browser/address.mjs";
import { HEADERS, Refused, accepted } from "../../shared/browser/server.mjs";
import { unpack, unpackLook } from "../../runs/browser/curves.mjs";
import { runPath } from "../../runs/browser/paths.mjs";

const LIVE_MILLISECONDS = 500;
const WAITING_MILLISECONDS = 1000; // queued or paused: only the state can change
const HIDDEN_MILLISECONDS = 5000;
const LOST_MILLISECONDS = 2000;
export const OVER = ["stopped", "finished", "failed", "interrupted", "unreadable"];

export async function fetchRuns(signal) {
  return (await (await accepted(await fetch(endpoint("runs"), { signal, cache: "no-store" }))).json()).runs;
}

/** What the doctor would have said of a run at an earlier step. */
export async function fetchFinding(name, step, signal) {
  return (await accepted(await fetch(runPath(name, `/finding?step=${step}`), { signal }))).json();
}

/** The curves between two steps, as dense as the whole run's. */
export async function fetchStretch(name, from, to, signal) {
  return unpack(await (await accepted(await fetch(runPath(name, `/curves?from=${from}&to=${to}`), { signal }))).arrayBuffer());
}

/** Ask for `action`; the answer's {name}. Throws Refused. */
export async function act(name, action, body = {}, pin = "") {
  const headers = { ...HEADERS };
  if (pin) headers["X-Presenter-Pin"] = pin;
  const response = await fetch(runPath(name, `/${action}`), { method: "POST", headers, body: JSON.stringify(body) });
  return (await accepted(response)).json();
}

/** An address that is asked again and again: the bytes, where they are new since the last time, or undefined. */
function makeTagged(url, signal) {
  let tag;
  return async () => {
    const response = await fetch(url, { signal, cache: "no-store", headers: tag ? { "If-None-Match": tag } : {} });
    if (response.status === 304) return undefined;
    await accepted(response);
    const answer = await response.arrayBuffer();
    tag = response.headers.get("ETag");
    return answer;
  };
}

/**
 * Watch a run: `onchange({status, curves, changed})` after every look. One request is in flight at most; a hidden page
 * asks seldom, and nobody asks for a run that is over.
 */
export function watch(name, { onchange, onrefused, onlost }) {
  const stopping = new AbortController();
  const { signal } = stopping;
  const ask = makeTagged(runPath(name, "/look"), signal);
  let status;
  let curves;
  let timer;
  let looking = false;
  let again = false;

  const look = async () => {
    const news = await ask();
    if (signal.aborted) return;
    const began = performance.now();
    if (news) ({ status, curves } = unpackLook(news));
    onchange({ status, curves, changed: Boolean(news), began });
  };
  const pause = () => {
    if (OVER.includes(status.state)) return Infinity;
    if (document.hidden) return HIDDEN_MILLISECONDS;
    return status.state === "running" ? LIVE_MILLISECONDS : WAITING_MILLISECONDS;
  };
  const round = async () => {
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    clearTimeout(timer);
    const began = performance.now();
    let wait;
    try {
      await look();
      onlost(false);
      wait = pause() - (performance.now() - began);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Refused) return onrefused(error);
      if (!(error instanceof TypeError)) throw error; // fetch says TypeError when nobody answers
      onlost(true);
      wait = LOST_MILLISECONDS;
    } finally {
      looking = false;
    }
    if (again) wait = 0;
    again = false;
    if (Number.isFinite(wait)) timer = setTimeout(round, Math.max(0, wait));
  };
  document.addEventListener("visibilitychange", () => !document.hidden && round(), { signal });
  signal.addEventListener("abort", () => clearTimeout(timer));
  round();
  return { look: round, stop: () => stopping.abort() };
}
