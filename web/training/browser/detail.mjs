// Denser curves where the visitor has zoomed in: asked for once the zoom rests.

import { splice } from "../../runs/browser/curves.mjs";
import { fetchStretch } from "./server.mjs";

/** @import {Curves} from "../../runs/browser/curves.mjs" */
/** @import {Slot, SlotName, Stage} from "./types.mjs" */

const REST_MILLISECONDS = 250;
const GROWN = 0.05; // of what is seen: so much must be new before a growing run is asked for again
const THINNED = 150; // points; a curve with fewer is whole

/**
 * `onready` is called when denser curves have come.
 * @param {Stage} stage
 * @param {() => void} onready
 */
export function makeDetail(stage, onready) {
  /** @type {Partial<Record<SlotName, {name: string, from: number, to: number, curves: Curves}>>} */
  let found = {};
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {[number, number] | null} */
  let zoomed = null; // the zoom that was asked for last
  const nameOf = (/** @type {SlotName} */ slot) => (slot === "a" ? stage.name : stage.other);

  /**
   * The stretch of a run that is seen, where the run goes there; undefined where its curves are whole anyway.
   * @param {Slot} slot
   */
  const seen = ({ curves }) => {
    if (!stage.zoom || !curves) return undefined;
    if (Math.max(...[...curves.curves.values()].map((curve) => curve.steps.length), 0) < THINNED) return undefined;
    const [from, to] = [Math.max(0, Math.floor(stage.zoom[0])), Math.min(curves.step, Math.ceil(stage.zoom[1]))];
    return from < to ? { from, to } : undefined;
  };
  const ask = async (/** @type {SlotName} */ slot) => {
    const name = nameOf(slot);
    const range = seen(stage[slot]);
    if (!range) return;
    const { from, to } = range;
    const have = found[slot];
    if (have?.name === name && have.from === from && to - have.to < GROWN * (to - from) && have.to <= to) return;
    const { curves } = (await fetchStretch(name, range, stage.signal).catch(() => undefined)) ?? {};
    if (!curves) return;
    found[slot] = { name, from, to, curves };
    onready();
  };
  return {
    /** The zoom, or a run, is another than before. */
    update() {
      if (!stage.zoom) found = {};
      if (stage.zoom === zoomed && timer) return; // numbers that came meanwhile wait with it
      zoomed = stage.zoom;
      clearTimeout(timer);
      timer = undefined;
      if (!stage.zoom) return;
      timer = setTimeout(() => {
        timer = undefined;
        ask("a");
        ask("b");
      }, REST_MILLISECONDS);
    },
    /**
     * One curve of a run, as dense as it is known.
     * @param {SlotName} slot
     * @param {string} number
     */
    curve(slot, number) {
      const curve = stage[slot].curves?.curves.get(number);
      const stretch = found[slot];
      return stretch?.name === nameOf(slot) ? splice(curve, stretch.curves.get(number), stretch) : curve;
    },
    stop: () => clearTimeout(timer),
  };
}
