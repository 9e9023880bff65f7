// Denser curves where somebody has zoomed in: asked for once the zoom rests.

import { splice } from "../../runs/browser/curves.mjs";
import { fetchStretch } from "./server.mjs";

const REST_MILLISECONDS = 250;
const GROWN = 0.05; // of what is seen: so much must be new before a growing run is asked for again
const THINNED = 150; // points; a curve with fewer is whole

export function makeDetail(stage, onready) {
  const found = { a: undefined, b: undefined }; // {name, from, to, curves}
  let timer;
  let zoomed = null; // the zoom that was asked for last

  /** The stretch of a run that is seen, where the run goes there; undefined where its curves are whole anyway. */
  const seen = ({ curves }) => {
    if (!stage.zoom || !curves || Math.max(...[...curves.curves.values()].map((curve) => curve.steps.length), 0) < THINNED) return undefined;
    const [from, to] = [Math.max(0, Math.floor(stage.zoom[0])), Math.min(curves.step, Math.ceil(stage.zoom[1]))];
    return from < to ? { from, to } : undefined;
  };
  const ask = async (slot) => {
    const name = slot === "a" ? stage.name : stage.other;
    const range = seen(stage[slot]);
    const have = found[slot];
    if (!range || (have?.name === name && have.from === range.from && range.to - have.to < GROWN * (range.to - range.from) && have.to <= range.to)) return;
    const { curves } = (await fetchStretch(name, range.from, range.to, stage.signal).catch(() => undefined)) ?? {};
    if (!curves) return;
    found[slot] = { name, ...range, curves };
    onready();
  };
  return {
    /** The zoom, or a run, is another than before. */
    look() {
      if (!stage.zoom) Object.assign(found, { a: undefined, b: undefined });
      if (stage.zoom === zoomed && timer) return; // numbers that came meanwhile wait with it
      zoomed = stage.zoom;
      clearTimeout(timer);
      timer = undefined;
      if (!stage.zoom) return;
      timer = setTimeout(() => {
        timer = undefined;
        Object.keys(found).forEach(ask);
      }, REST_MILLISECONDS);
    },
    /** One curve of a run, as dense as it is known. */
    curve(slot, number) {
      const curve = stage[slot].curves?.curves.get(number);
      const name = slot === "a" ? stage.name : stage.other;
      return found[slot]?.name === name ? splice(curve, found[slot].curves.get(number), found[slot]) : curve;
    },
    stop: () => clearTimeout(timer),
  };
}
