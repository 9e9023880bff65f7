// FID of a run's checkpoints, scored on the server at low priority while it trains: what is known, and the switch that asks for more.

import { isLocal } from "../../runs/browser/local_names.mjs";
import { endpoint } from "../../shared/browser/address.mjs";
import { poll } from "../../shared/browser/poll.mjs";
import { accepted, HEADERS } from "../../shared/browser/server.mjs";

/** @import {Curve} from "../../runs/browser/curves.mjs" */
/** @import {SlotName, Stage} from "./types.mjs" */
/** @typedef {{extractor: string | null, n: number, points: [step: number, value: number][], waiting: number}} Answer of /api/evaluations/curve */

const BUSY_MILLISECONDS = 3000;
const SLOTS = /** @type {const} */ (["a", "b"]);

/**
 * `onready` is called when other scores have come.
 * @param {Stage} stage
 * @param {() => void} onready
 */
export function makeScoreCurve(stage, onready) {
  /** @type {Partial<Record<SlotName, {name: string, answer: Answer, curve: Curve}>>} */
  const known = {};
  let asked = ""; // the checkpoints that were ordered last
  let on = false;
  const nameOf = (/** @type {SlotName} */ slot) => (slot === "a" ? stage.name : stage.other);

  const read = async (/** @type {SlotName} */ slot) => {
    const name = nameOf(slot);
    if (!name || isLocal(name)) return;
    const url = endpoint("evaluations/curve", new URLSearchParams({ model: name }));
    const answer = await (await accepted(await fetch(url, { signal: stage.signal, cache: "no-store" }))).json();
    const before = known[slot];
    if (before?.name === name && JSON.stringify(before.answer) === JSON.stringify(answer)) return;
    known[slot] = { name, answer, curve: curveOf(answer) };
    onready();
  };
  /** Order what was not: the server skips what it has. */
  const order = async () => {
    const { name, a } = stage;
    const answer = known.a?.name === name ? known.a.answer : undefined;
    const signature = `${name} ${a.status?.checkpoint_steps.join()}`;
    if (!on || !answer?.extractor || signature === asked || answer.waiting) return;
    asked = signature;
    const body = JSON.stringify({ models: [name], n: answer.n, extractor: answer.extractor, seed: 0, every: true });
    await accepted(await fetch(endpoint("evaluations"), { method: "POST", headers: HEADERS, body, signal: stage.signal }));
  };
  const update = async () => {
    for (const slot of SLOTS) await read(slot);
    await order();
    return on || known.a?.answer.waiting ? BUSY_MILLISECONDS : Infinity;
  };
  const refused = () => BUSY_MILLISECONDS; // the queue is full, or the run has just gone
  const polling = poll(update, { signal: stage.signal, onrefused: refused });
  return {
    /** The run on the screen, or its rival, is another. */
    update: polling.now,
    /** @param {SlotName} slot */
    curve: (slot) => (known[slot]?.name === nameOf(slot) ? known[slot]?.curve : undefined),
    /** Whether the run's pictures can be scored at all. */
    get possible() {
      return known.a?.name === stage.name && known.a.answer.extractor !== null;
    },
    get waiting() {
      return known.a?.name === stage.name ? known.a.answer.waiting : 0;
    },
    get on() {
      return on;
    },
    toggle() {
      on = !on;
      asked = "";
      polling.now();
      onready();
    },
  };
}

/**
 * @param {Pick<Answer, "points">} answer
 * @returns {Curve}
 */
export function curveOf({ points }) {
  const sorted = points.toSorted(([a], [b]) => a - b);
  return { steps: Uint32Array.from(sorted, ([step]) => step), values: Float32Array.from(sorted, ([, value]) => value) };
}
