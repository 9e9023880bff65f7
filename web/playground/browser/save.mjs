// The figure, the animation, the settings and the equivalent Python, as files; and the link.

import { h, svg, write } from "../../shared/browser/dom.mjs";
import { copyText, saveBlob, saveSvg } from "../../shared/browser/files.mjs";
import { encodeGif } from "./gif.mjs";
import { toPython } from "./python.mjs";
import { SvgContext } from "./svg.mjs";
import { drawFrame } from "./view.mjs";

/** @import {Frame, Player, Stage, Still} from "./types.mjs" */
/** @typedef {{frame: Frame, still: Still}} Plane */

const SIDE = 720; // pixels of a saved figure's plane
const FILM = { side: 360, frames: 72, delay: 9 }; // of an animation; hundredths of a second
const FOOT = 34; // of a figure: what it shows

/**
 * Both planes where two are compared, and what they show.
 * @param {Stage} stage
 */
function makePictures(stage) {
  const { text } = stage;
  /** @type {(frameOf: (player: Player) => Frame | undefined) => Plane[]} */
  const planesOf = (frameOf) =>
    stage.players.flatMap((player) => {
      const frame = frameOf(player);
      return frame && player.still ? { frame, still: player.still } : [];
    });
  const shown = () => planesOf((player) => stage.time.frame(player));
  /** @type {(plane: Plane, index: number) => string} */
  const words = ({ frame }, index) =>
    `${stage.b ? `${"AB"[index]} · ` : ""}${text(`preset_${stage.spec.preset}`)} · ${text("at_step", { step: stage.whole(frame.step) })}${index ? ` · ${stage.changes(stage.spec.versus ?? {})}` : ""}`;
  /** @type {(context: CanvasRenderingContext2D, planes: Plane[], side: number) => void} */
  const paint = (context, planes, side) => {
    const { theme } = stage;
    context.fillStyle = theme.now.paper;
    context.fillRect(0, 0, side * planes.length, side + FOOT);
    for (const [index, plane] of planes.entries()) {
      context.save();
      context.translate(index * side, 0);
      drawFrame(context, plane.frame, { still: plane.still, side, theme, layers: stage.layers, morph: stage.morph });
      context.fillStyle = theme.now.ink;
      context.font = `${Math.round(side / 28)}px ${theme.now.family}`;
      context.textBaseline = "middle";
      context.fillText(words(plane, index), 8, side + FOOT / 2, side - 16);
      context.restore();
    }
  };
  /** @type {(planes: Plane[], side: number) => {canvas: HTMLCanvasElement, context: CanvasRenderingContext2D}} */
  const canvasOf = (planes, side) => {
    const canvas = h("canvas", { width: side * planes.length, height: side + FOOT });
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
    paint(context, planes, side);
    return { canvas, context };
  };
  const vector = () => {
    const [plane] = shown();
    const context = new SvgContext(SIDE, { role: "img" });
    drawFrame(context, plane.frame, { still: plane.still, side: SIDE, theme: stage.theme, layers: stage.layers, morph: stage.morph });
    const title = svg("title");
    title.textContent = words(plane, 0);
    context.element.prepend(title);
    return context.element;
  };
  const film = () => {
    const { frames } = stage.a.film;
    const stride = Math.max(1, Math.ceil(frames.length / FILM.frames));
    const chosen = frames.filter((_, index) => index % stride === 0 || index === frames.length - 1);
    return chosen.map((frame) =>
      canvasOf(
        planesOf((player) => (player === stage.a ? frame : player.film.at(frame.step))),
        FILM.side,
      ),
    );
  };
  return { picture: () => canvasOf(shown(), SIDE).canvas, vector, film };
}

/** @param {Stage} stage */
export function makeSave(stage) {
  const { text } = stage;
  const pictures = makePictures(stage);
  const note = h("span", { class: "hint", role: "status" });
  const code = h("code");
  /** @type {(name: string, onclick: () => void) => HTMLButtonElement} */
  const button = (name, onclick) => h("button", { type: "button", "data-save": name, onclick }, text(`save_${name}`));
  const row = (/** @type {string} */ title, /** @type {HTMLElement[]} */ ...children) =>
    h("div", { class: "row" }, h("span", {}, text(title)), children);
  const toPng = () => pictures.picture().toBlob((blob) => blob && saveBlob(blob, "playground.png"));
  const toJson = () => saveBlob(new Blob([JSON.stringify(stage.recipe(), null, 1)], { type: "application/json" }), "playground.json");
  const element = h(
    "div",
    { class: "save" },
    row(
      "save_figure",
      button("png", toPng),
      button("svg", () => saveSvg(pictures.vector(), "playground")),
    ),
    row(
      "save_animation",
      button("gif", () => saveGif()),
      button("html", () => saveHtml()),
    ),
    row(
      "save_game",
      button("json", toJson),
      button("link", () => copy(stage.link())),
      note,
    ),
    h(
      "div",
      { class: "code" },
      h("pre", { tabindex: 0, "aria-label": text("save_python") }, code),
      button("python", () => copy(code.textContent ?? "")),
    ),
  );
  const copy = async (/** @type {string} */ words) => {
    await copyText(words);
    write(note, text("copied"));
  };

  const saveGif = () => {
    const frames = pictures.film().map(({ canvas, context }) => context.getImageData(0, 0, canvas.width, canvas.height));
    saveBlob(new Blob([encodeGif(frames, FILM.delay)], { type: "image/gif" }), "playground.gif");
  };
  const saveHtml = () => {
    const addresses = pictures.film().map(({ canvas }) => canvas.toDataURL("image/webp", 0.85));
    saveBlob(
      new Blob([pageOf(addresses, { title: text("title"), play: text("run"), pause: text("pause"), language: stage.language })], {
        type: "text/html",
      }),
      "playground.html",
    );
  };

  let asked = "";
  const render = () => {
    const recipe = stage.recipe();
    const now = JSON.stringify(recipe);
    if (!element.offsetParent || now === asked) return;
    asked = now;
    write(code, toPython(recipe).trimEnd());
  };
  return { element, render };
}

/**
 * A page of its own: pictures, a slider, play. Nothing is loaded.
 * @param {string[]} pictures addresses
 * @param {{title: string, play: string, pause: string, language: string}} words
 */
function pageOf(pictures, { title, play, pause, language }) {
  return `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>body{margin:0;min-height:100vh;display:grid;place-content:center;gap:1rem;font:1rem sans-serif;background:#f1f4f7}img{max-width:96vw;width:40rem}div{display:flex;gap:1rem}input{flex:1}</style>
<img alt="${title}"><div><button></button><input type="range" aria-label="${title}"></div>
<script>
const pictures = ${JSON.stringify(pictures)};
const [image, button, line] = ["img", "button", "input"].map((tag) => document.querySelector(tag));
let timer;
line.max = pictures.length - 1;
const show = (place) => { line.value = place; image.src = pictures[place]; };
const toggle = () => { timer = timer ? clearInterval(timer) : setInterval(() => show((Number(line.value) + 1) % pictures.length), ${10 * FILM.delay}); button.textContent = timer ? "${pause}" : "${play}"; };
line.oninput = () => show(line.value);
button.onclick = toggle;
show(0);
if (matchMedia("(prefers-reduced-motion: reduce)").matches) button.textContent = "${play}"; else toggle();
</script></html>`;
}
