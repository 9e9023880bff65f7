// The figure, the animation, the settings and the equivalent Python, as files; and the link.

import { h } from "../../shared/browser/dom.mjs";
import { copyText, saveBlob, saveSvg } from "../../shared/browser/files.mjs";
import { encodeGif } from "./gif.mjs";
import { toPython } from "./python.mjs";
import { SvgContext } from "./svg.mjs";
import { drawFrame } from "./view.mjs";
import { write } from "./words.mjs";

const SIDE = 720; // pixels of a saved figure's plane
const FILM = { side: 360, frames: 72, delay: 9 }; // of an animation; hundredths of a second
const FOOT = 34; // of a figure: what it shows

export function makeSave(stage) {
  const { text } = stage;
  const said = h("span", { class: "hint", role: "status" });
  const code = h("code");
  const button = (name, onclick) => h("button", { type: "button", "data-save": name, onclick }, text(`save_${name}`));
  const element = h(
    "div", { class: "save" },
    h("div", { class: "row" }, h("span", {}, text("save_figure")), button("png", () => savePicture()), button("svg", () => saveVector())),
    h("div", { class: "row" }, h("span", {}, text("save_animation")), button("gif", () => saveGif()), button("html", () => saveHtml())),
    h("div", { class: "row" }, h("span", {}, text("save_game")), button("json", () => saveBlob(new Blob([JSON.stringify(stage.recipe(), null, 1)], { type: "application/json" }), "playground.json")), button("link", () => copy(stage.link())), said),
    h("div", { class: "code" }, h("pre", { tabindex: 0, "aria-label": text("save_python") }, code), h("button", { type: "button", "data-save": "python", onclick: () => copy(code.textContent) }, text("save_python"))),
  );
  const copy = async (words) => {
    await copyText(words);
    write(said, text("copied"));
  };

  // Pictures: both planes where two are compared, and what they show
  const shown = () => [stage.a, stage.b].filter(Boolean).map((player) => ({ frame: stage.time.frame(player), still: player.still }));
  const words = ({ frame }, index) => `${stage.b ? `${"AB"[index]} · ` : ""}${text(`preset_${stage.spec.preset}`)} · ${text("at_step", { step: stage.whole(frame.step) })}${index ? ` · ${stage.changes(stage.spec.versus)}` : ""}`;
  const paint = (context, planes, side) => {
    const { look } = stage;
    context.fillStyle = look.now.paper;
    context.fillRect(0, 0, side * planes.length, side + FOOT);
    planes.forEach((plane, index) => {
      context.save();
      context.translate(index * side, 0);
      drawFrame(context, plane.frame, { still: plane.still, side, look, layers: stage.layers, morph: stage.morph });
      context.fillStyle = look.now.ink;
      context.font = `${Math.round(side / 28)}px ${look.now.family}`;
      context.textBaseline = "middle";
      context.fillText(words(plane, index), 8, side + FOOT / 2, side - 16);
      context.restore();
    });
  };
  const canvasOf = (planes, side) => {
    const canvas = h("canvas", { width: side * planes.length, height: side + FOOT });
    paint(canvas.getContext("2d", { willReadFrequently: true }), planes, side);
    return canvas;
  };
  const savePicture = () => canvasOf(shown(), SIDE).toBlob((blob) => saveBlob(blob, "playground.png"));
  const saveVector = () => {
    const [plane] = shown();
    const context = new SvgContext(SIDE, { role: "img" });
    drawFrame(context, plane.frame, { still: plane.still, side: SIDE, look: stage.look, layers: stage.layers, morph: stage.morph });
    context.element.prepend(Object.assign(document.createElementNS("http://www.w3.org/2000/svg", "title"), { textContent: words(plane, 0) }));
    saveSvg(context.element, "playground");
  };
  const film = () => {
    const { frames } = stage.a.film;
    const stride = Math.max(1, Math.ceil(frames.length / FILM.frames));
    const chosen = frames.filter((_, index) => index % stride === 0 || index === frames.length - 1);
    return chosen.map((frame) => canvasOf([stage.a, stage.b].filter(Boolean).map((player, index) => ({ frame: index ? player.film.at(frame.step) : frame, still: player.still })), FILM.side));
  };
  const saveGif = () => {
    const pictures = film().map((canvas) => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height));
    saveBlob(new Blob([encodeGif(pictures, FILM.delay)], { type: "image/gif" }), "playground.gif");
  };
  const saveHtml = () => {
    const pictures = film().map((canvas) => canvas.toDataURL("image/webp", 0.85));
    saveBlob(new Blob([player(pictures, { title: text("title"), play: text("run"), pause: text("pause"), language: stage.language })], { type: "text/html" }), "playground.html");
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

/** A page of its own: pictures, a slider, play. Nothing is loaded. */
function player(pictures, { title, play, pause, language }) {
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
