// Pictures that the visitor draws by hand: 28x28, white on black, each learned in the nine places a pixel around its own.

import { context2d, h } from "../../../shared/browser/dom.mjs";
import { listenToPen } from "../../../shared/browser/pen.mjs";
import { store } from "./pictures.mjs";

/** @import {Pictures} from "./pictures.mjs" */
/** @import {Text} from "./picture_form.mjs" */

const SIDE = 28;
const SHIFTS = [-1, 0, 1];

/** @param {Text} text */
export function makeDoodles(text) {
  const pad = h("canvas", {
    width: SIDE,
    height: SIDE,
    class: "doodle",
    role: "img",
    "aria-label": text("doodle_pad"),
    "data-testid": "doodle",
  });
  const context = context2d(pad);
  const name = h("input", { id: "local-doodle-class", maxlength: 30, value: text("doodle_class_first") });
  const count = h("span", { class: "hint", role: "status" });
  /** @type {{pixels: Uint8Array, name: string}[]} */
  const drawn = [];
  const clear = () => {
    context.fillStyle = "black";
    context.fillRect(0, 0, SIDE, SIDE);
  };
  const tell = () => {
    count.textContent = text("doodles", { count: drawn.length });
  };
  const keep = () => {
    const pixels = new Uint8Array(SIDE * SIDE);
    store(context.getImageData(0, 0, SIDE, SIDE).data, 1, pixels, 0);
    if (!pixels.some(Boolean)) return;
    drawn.push({ pixels, name: name.value.trim() });
    clear();
    tell();
  };
  const undo = () => {
    drawn.pop();
    clear();
    tell();
  };
  clear();
  tell();
  listenToPen(pad, () => "white", () => undefined); // biome-ignore format: one line
  const button = (/** @type {string} */ key, /** @type {() => void} */ onclick) => h("button", { type: "button", onclick }, text(key));
  const label = h("div", { class: "field" }, h("label", { for: "local-doodle-class" }, text("doodle_class")), name);
  const element = h(
    "div",
    { class: "row", hidden: true },
    pad,
    h("div", {}, label, h("div", { class: "row" }, button("doodle_keep", keep), button("doodle_undo", undo)), count),
  );
  return { element, pictures: () => picturesOf(drawn) };
}

/**
 * @param {{pixels: Uint8Array, name: string}[]} drawn
 * @returns {Pictures}
 */
export function picturesOf(drawn) {
  const classNames = [...new Set(drawn.map(({ name }) => name))].sort();
  const all = drawn.flatMap(({ pixels, name }) =>
    SHIFTS.flatMap((down) => SHIFTS.map((right) => ({ pixels: shifted(pixels, down, right), label: classNames.indexOf(name) }))),
  );
  const pixels = new Uint8Array(all.length * SIDE * SIDE);
  all.forEach((one, index) => {
    pixels.set(one.pixels, index * SIDE * SIDE);
  });
  return { pixels, labels: Int32Array.from(all, ({ label }) => label), classNames, side: SIDE, channels: 1, unreadable: 0 };
}

/** @param {Uint8Array} pixels @param {number} down @param {number} right */
const shifted = (pixels, down, right) =>
  pixels.map((_, place) => {
    const [y, x] = [Math.floor(place / SIDE) - down, (place % SIDE) - right];
    return y >= 0 && y < SIDE && x >= 0 && x < SIDE ? pixels[y * SIDE + x] : 0;
  });
