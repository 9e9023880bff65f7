// What is on the page; made anew when the language changes.

import { within } from "./demo_latent.mjs";
import { pngOf } from "./provenance.mjs";

/** @import {Demo} from "./demo.mjs" */
/** @typedef {{element: HTMLElement, render: () => void}} Part */
/** @typedef {ReturnType<typeof makeParts>} Parts */

export const TILES = 7; // of the plane, a side
const MAX_OFFSET = 3; // standard deviations that a slider reaches
const MAX_TRUNCATION = 1.5;
const MAX_EVERY = 20; // classes whose pictures are shown beside each other
const FILE_SCALE = 16;
const NUDGE = 1 / 20; // of the plane, by a key
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-NUDGE, 0], ArrowRight: [NUDGE, 0], ArrowUp: [0, -NUDGE], ArrowDown: [0, NUDGE] };

/**
 * An element; `on...` attributes are listeners.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {{[K in keyof GlobalEventHandlersEventMap as `on${K}`]?: (event: GlobalEventHandlersEventMap[K]) => unknown} & Record<string, unknown>} attributes
 * @param {...(string | Node)} children
 */
function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}

const button = (/** @type {string} */ words, /** @type {() => void} */ onclick) => h("button", { type: "button", onclick }, words);

/** @param {Demo} demo */
export function makeParts(demo) {
  const { text, className, content, header, state, change } = demo;
  const { width, height } = header.image;
  const picture = h("canvas", { width, height, role: "img", "data-testid": "picture" });
  const facts = h("p", { class: "facts" });
  const play = button("", demo.toggle);
  const another = button(text("another"), demo.another);
  const plane = makePlane(demo);
  const classes = header.classes.map((_, label) => {
    const key = label < 10 ? [h("kbd", { "aria-hidden": "true" }, String(label))] : [];
    const element = button(className(label), () => change({ label }));
    element.append(...key);
    return element;
  });
  const every = header.classes.slice(0, MAX_EVERY).map((_, label) => {
    const canvas = h("canvas", { width, height, "aria-hidden": "true" });
    const element = button("", () => change({ label }));
    element.append(canvas, className(label));
    return { canvas, element };
  });
  const sliders = makeSliders(demo);
  const reset = button(text("reset"), () => change({ offsets: state.offsets.map(() => 0), truncation: 1, plane: null }));
  const otherLanguage = button(content.languages[demo.otherLanguage()], () => demo.speak(demo.otherLanguage()));
  otherLanguage.lang = demo.otherLanguage();
  const save = button(text("save"), () => saveLarge(picture, content.model, `${content.model}-${state.label}-${state.sample + 1}.png`));
  const heading = (/** @type {string} */ key) => h("h2", {}, text(key));
  const everyClass = every.map(({ element }) => element);
  const parameters = demo.number(content.parameters, 0);
  const elements = [
    h("header", {}, h("h1", {}, text("title")), h("p", {}, text("idea")), otherLanguage),
    h("div", { class: "classes", role: "group", "aria-label": text("classes") }, ...classes),
    h(
      "div",
      { class: "board" },
      h("section", { class: "picture" }, picture, facts, h("div", { class: "row" }, another, play, save)),
      h("section", {}, heading("directions"), ...sliders.map(({ element }) => element), h("div", { class: "row" }, reset)),
      h("section", {}, heading("plane"), plane.element, h("p", { class: "facts" }, text("plane_hint"))),
    ),
    ...(every.length ? [h("section", {}, heading("every"), h("div", { class: "every" }, ...everyClass))] : []),
    h("section", { class: "about" }, h("p", {}, text("about", { model: content.model, parameters })), h("p", {}, content.licence)),
  ];
  return { elements, picture, facts, plane, sliders, classes, every, play };
}

/**
 * @param {Demo} demo
 * @returns {Part[]}
 */
function makeSliders({ text, number, state, content, change }) {
  /** @type {(label: string, range: [number, number], read: () => number, write: (value: number) => void) => Part} */
  const slider = (label, [min, max], read, write) => {
    const output = h("output", {});
    const input = h("input", { type: "range", min, max, step: 0.05, "aria-label": label });
    input.addEventListener("input", () => write(Number(input.value)));
    const render = () => {
      input.value = String(read());
      output.textContent = number(read(), 2);
    };
    return { element: h("label", { class: "slider" }, h("span", {}, label), input, output), render };
  };
  const directions = content.shares.map((share, component) => {
    const label = text("direction", { number: component + 1, share: number(100 * share, 0) });
    const write = (/** @type {number} */ value) => change({ offsets: state.offsets.with(component, value) });
    return slider(label, [-MAX_OFFSET, MAX_OFFSET], () => state.offsets[component], write);
  });
  const truncation = slider(text("truncation"), [0, MAX_TRUNCATION], () => state.truncation, (value) => change({ truncation: value })); // biome-ignore format: one line
  return [truncation, ...directions];
}

/**
 * A plane of pictures between four samples, and a dot to move over it by hand or keys.
 * @param {Demo} demo
 */
function makePlane({ text, number, state, header, change }) {
  const { width, height } = header.image;
  const dot = h("i", {});
  const tiles = h("canvas", { width: TILES * width, height: TILES * height, "aria-hidden": "true" });
  const corners = ["A", "B", "C", "D"].map((corner) => h("span", {}, corner));
  const element = h(
    "div",
    { class: "plane", role: "slider", tabindex: 0, "aria-label": text("plane"), "aria-valuetext": "" },
    ...corners,
    tiles,
    dot,
  );
  const drag = (/** @type {PointerEvent} */ event) => {
    if (event.type === "pointerdown") element.setPointerCapture(event.pointerId);
    if (!event.buttons) return;
    const box = element.getBoundingClientRect();
    change({ plane: within((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height) });
  };
  element.addEventListener("pointerdown", drag);
  element.addEventListener("pointermove", drag);
  element.addEventListener("keydown", (event) => {
    const by = ARROWS[event.key];
    if (!by) return;
    event.preventDefault();
    const { x, y } = state.plane ?? { x: 0, y: 0 };
    change({ plane: within(x + by[0], y + by[1]) });
  });
  const render = () => {
    const { x, y } = state.plane ?? { x: 0, y: 0 };
    Object.assign(dot.style, { left: `${100 * x}%`, top: `${100 * y}%`, opacity: state.plane ? 1 : 0.35 });
    element.setAttribute("aria-valuetext", `${number(x, 2)}; ${number(y, 2)}`);
  };
  return { element, tiles, render };
}

/**
 * @param {HTMLCanvasElement} picture
 * @param {string} model
 * @param {string} name
 */
async function saveLarge(picture, model, name) {
  const [width, height] = [picture.width * FILE_SCALE, picture.height * FILE_SCALE];
  const large = new OffscreenCanvas(width, height);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (large.getContext("2d"));
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, 0, 0, width, height);
  const url = URL.createObjectURL(await pngOf(large, { model }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
