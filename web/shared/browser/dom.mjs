// Small helpers to build elements and draw tiles.

/** @typedef {string | Node | undefined} Child */
/** @typedef {Child | Child[] | (Child | Child[])[]} Children */
/** @typedef {{[K in keyof GlobalEventHandlersEventMap as `on${K}`]?: (event: GlobalEventHandlersEventMap[K]) => unknown}} Listeners */
/** @typedef {Listeners & Record<string, unknown>} Attributes */

/**
 * An element: `on...` attributes are listeners, `false` and `undefined` leave an attribute out, strings become text.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {...Children} children
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (name === "value") Object.assign(element, { value });
    else if (value !== false && value !== undefined) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...flat(children));
  return element;
}

/**
 * @param {Children[]} children
 * @returns {(string | Node)[]}
 */
function flat(children) {
  return children.flat(2).filter((child) => child !== undefined);
}

/**
 * Set an element's words, where they are others: what is the same need not be laid out again.
 * @param {Element} element
 * @param {string} words
 */
export function write(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

/**
 * An SVG element.
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} [attributes]
 * @param {...Children} children
 */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(name, String(value));
  element.append(...flat(children));
  return element;
}

/**
 * A canvas of one picture's size (channels, height, width); CSS decides how large its pixels look.
 * @param {number[]} shape
 * @param {Attributes} [attributes]
 */
export function tile([, height, width], attributes = {}) {
  return h("canvas", { width, height, class: "pixels", ...attributes });
}

/** A canvas' context in the plane.
 * @param {HTMLCanvasElement} canvas
 */
export function context2d(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
}

/**
 * Draw picture number `index` of a sheet (row by row) on a canvas of one picture's size.
 * @param {HTMLCanvasElement} canvas
 * @param {ImageBitmap} sheet
 * @param {number} index
 */
export function drawTile(canvas, sheet, index) {
  const { width, height } = canvas;
  const columns = sheet.width / width;
  context2d(canvas).drawImage(sheet, (index % columns) * width, Math.floor(index / columns) * height, width, height, 0, 0, width, height);
}

/**
 * A labelled range input that answers while it is dragged. `render(value)` moves the thumb.
 * @param {{label: string, note?: string, min: number, max: number, step: number, format: (value: number) => string,
 *   oninput: (value: number) => void, extra?: Children}} options
 */
export function slider({ label, note, min, max, step, format, oninput, extra }) {
  const output = h("output");
  const input = h("input", { type: "range", min, max, step, "aria-label": label, oninput: () => void oninput(Number(input.value)) });
  const element = h(
    "div",
    { class: "slider" },
    h("span", { class: "name" }, label, note ? h("small", {}, note) : undefined),
    input,
    output,
    extra,
  );
  /** @param {number} value */
  const render = (value) => {
    if (Number(input.value) !== value) input.value = String(value);
    output.textContent = format(value);
    input.setAttribute("aria-valuetext", format(value));
    // the coloured part runs from zero to the thumb
    const ends = [Math.max(min, 0), value].map((end) => (100 * (end - min)) / (max - min)).sort((a, b) => a - b);
    ["--from", "--to"].forEach((name, index) => {
      input.style.setProperty(name, `${ends[index]}%`);
    });
  };
  return { element, render };
}
