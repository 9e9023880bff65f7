// D's surface in 3-D in the plane's place: a switch, turning by mouse, finger and keys, the way back, and the same in words.

import { h, write } from "../../shared/browser/dom.mjs";
import { animate } from "./animation.mjs";
import { drawSurface, extremes } from "./surface_picture.mjs";

/** @import {Frame, Stage, Still} from "./types.mjs" */
/**
 * @typedef {object} Surface3d
 * @property {HTMLElement} element
 * @property {boolean} on
 * @property {() => void} render
 * @property {(context: CanvasRenderingContext2D, frame: Frame, picture: {still: Still, side: number, first: boolean}) => void} draw
 * @property {(canvas: HTMLCanvasElement) => void} listen turn by mouse, finger and keys on a canvas
 */

const START = { turn: -30, tilt: 32 };
const TILTS = [8, 90];
const DEGREES_PER_PIXEL = 0.5;
const STEP = 10; // degrees a key
const RISE_MILLISECONDS = 900;
const WORDS_MILLISECONDS = 700; // between two sentences
/** @type {Record<string, [number, number]>} */
const KEYS = { ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] };

/**
 * @param {Stage} stage
 * @param {boolean} on
 * @returns {Surface3d}
 */
export function makeSurface(stage, on) {
  const { text, decimal, short } = stage;
  let from = { ...START };
  let stop = () => {};
  let said = 0;
  const toggle = h(
    "button",
    { type: "button", "data-action": "surface", title: text("surface_help"), onclick: () => set(!surface.on) },
    text("surface"),
  );
  const reset = h("button", { type: "button", onclick: () => turnTo(START) }, text("surface_reset"));
  const words = h("p", { class: "hint", id: "surface-words" });
  const element = h("div", { class: "surface" }, toggle, reset, words);
  const turnTo = (/** @type {typeof from} */ { turn, tilt }) => {
    from = { turn: turn % 360, tilt: Math.max(TILTS[0], Math.min(TILTS[1], tilt)) };
    said = 0;
    for (const panel of stage.panels) panel.redraw();
  };
  /** @type {(yes: boolean) => void} */
  const set = (yes) => {
    surface.on = yes;
    said = 0;
    stop();
    if (yes)
      stop = animate(stage.calm ? 0 : RISE_MILLISECONDS, (share) =>
        turnTo({ turn: START.turn * share, tilt: 90 + (START.tilt - 90) * share }),
      );
    render();
    stage.redraw();
    stage.remember();
  };
  const render = () => {
    toggle.setAttribute("aria-pressed", String(surface.on));
    reset.hidden = words.hidden = !surface.on;
    for (const { canvas } of stage.panels) {
      canvas.tabIndex = surface.on ? 0 : -1;
      canvas.classList.toggle("turns", surface.on);
    }
  };
  const say = (/** @type {Frame} */ frame, /** @type {Still} */ { box }) => {
    const now = performance.now();
    if (now - said < WORDS_MILLISECONDS) return;
    said = now;
    const found = extremes(frame, box);
    if (!found) return;
    const place = (/** @type {{x: number, y: number}} */ { x, y }) => `(${decimal(x, 1)}; ${decimal(y, 1)})`;
    const fields = { high: short(found.high.value), at_high: place(found.high), low: short(found.low.value), at_low: place(found.low) };
    write(words, `${text("surface_words", fields)} ${text("surface_side", { turn: Math.round(from.turn), tilt: Math.round(from.tilt) })}`);
  };
  stage.signal.addEventListener("abort", () => stop());
  /** @type {Surface3d} */
  const surface = {
    element,
    render,
    on,
    draw(context, frame, { still, side, first }) {
      drawSurface(context, frame, { still, side, now: stage.theme.now, layers: stage.layers, from });
      if (first) say(frame, still);
    },
    listen(canvas) {
      canvas.addEventListener("pointerdown", (event) => {
        if (surface.on) canvas.setPointerCapture(event.pointerId);
      });
      canvas.addEventListener("pointermove", (event) => {
        if (!surface.on || !canvas.hasPointerCapture(event.pointerId)) return;
        stop();
        turnTo({ turn: from.turn - DEGREES_PER_PIXEL * event.movementX, tilt: from.tilt + DEGREES_PER_PIXEL * event.movementY });
      });
      canvas.addEventListener("keydown", (event) => {
        if (!surface.on || !(event.key in KEYS || event.key === "Home")) return;
        event.preventDefault();
        stop();
        const [turn, tilt] = KEYS[event.key] ?? [0, 0];
        turnTo(event.key === "Home" ? START : { turn: from.turn + turn, tilt: from.tilt + tilt });
      });
    },
  };
  return surface;
}
