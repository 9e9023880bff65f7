// One playground's picture: the plane on a canvas that fits its place and the screen's pixels.

import { context2d, h, write } from "../../shared/browser/dom.mjs";
import { drawFrame } from "./view.mjs";

/** @import {Frame, PanelStage, Still} from "./types.mjs" */
/**
 * @typedef {object} Panel
 * @property {HTMLElement} element
 * @property {HTMLCanvasElement} canvas
 * @property {Frame | undefined} frame
 * @property {Still | undefined} still
 * @property {((context: CanvasRenderingContext2D, view: {side: number, still: Still, frame: Frame}) => void) | undefined} over draws on top: slow motion
 * @property {number} side pixels of the page
 * @property {() => void} fit
 * @property {(frame: Frame, still: Still) => void} show a frame at the screen's next turn
 * @property {() => void} redraw
 * @property {(words: string) => void} name
 */

/**
 * @param {PanelStage} stage
 * @param {string} letter
 */
export function makePanel(stage, letter) {
  const { text, theme } = stage;
  const canvas = h("canvas", { role: "img", "data-testid": `playground-${letter}` });
  const title = h("figcaption", { hidden: true });
  const gone = h("p", { class: "gone", hidden: true });
  const element = h("figure", { class: "plane" }, title, h("div", { class: "room" }, canvas, gone));
  stage.surface?.listen(canvas);
  let side = 0;
  let asked = 0;

  const fit = () => {
    const width = canvas.parentElement?.clientWidth;
    const ratio = window.devicePixelRatio || 1;
    if (!width) return;
    side = width;
    const pixels = Math.round(side * ratio);
    if (canvas.width !== pixels) canvas.width = canvas.height = pixels;
    draw();
  };
  const draw = () => {
    asked = 0;
    const { frame, still } = panel;
    if (!frame || !still || !side) return;
    const context = context2d(canvas);
    const ratio = canvas.width / side;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (stage.surface?.on && !panel.over) {
      stage.surface.draw(context, frame, { still, side, first: letter === "a" });
      return;
    }
    drawFrame(context, frame, { still, side, theme, layers: stage.layers, morph: stage.morph });
    panel.over?.(context, { side, still, frame });
  };
  /** @type {Panel} */
  const panel = {
    element,
    canvas,
    frame: undefined,
    still: undefined,
    over: undefined,
    get side() {
      return side;
    },
    fit,
    show(frame, still) {
      Object.assign(panel, { frame, still });
      canvas.dataset.step = String(frame.step);
      canvas.setAttribute("aria-label", describe(stage, frame, still));
      gone.hidden = frame.finite;
      if (!frame.finite) write(gone, text("not_finite"));
      panel.redraw();
    },
    redraw() {
      if (!asked) asked = requestAnimationFrame(draw);
    },
    name(words) {
      write(title, words);
      title.hidden = !words;
    },
  };
  const observer = new ResizeObserver(fit);
  observer.observe(element);
  stage.signal.addEventListener("abort", () => observer.disconnect());
  return panel;
}

/**
 * The picture in words.
 * @type {(stage: PanelStage, frame: Frame, still: Still) => string}
 */
function describe({ text, whole, percent }, { step, measures }, still) {
  if (!measures) return text("plane_label", { step: whole(step) });
  const found = still.modes
    ? text("plane_modes", { modes: measures.modes ?? 0, all: still.modes.length })
    : text("plane_near", { share: percent(measures.near) });
  return `${text("plane_label", { step: whole(step) })} ${found}`;
}
