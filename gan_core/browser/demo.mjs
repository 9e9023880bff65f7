// The page around the generator: pick a class, move z, drag over a plane of pictures, see one z in every class. Nothing leaves the page.
// `make vendor` bundles it into demo.bundle.mjs, which page.py writes into the page: one opened from a disk may not import files.

import { latentOf, onLoop } from "./demo_latent.mjs";
import { makeParts, TILES } from "./demo_parts.mjs";
import { loadGenerator } from "./generator.mjs";

/** @import {Place} from "./demo_latent.mjs" */
/** @import {Parts} from "./demo_parts.mjs" */

/**
 * @typedef {object} Content what page.py writes into the page
 * @property {string} model
 * @property {number} parameters
 * @property {string} licence
 * @property {Record<string, string>} languages
 * @property {Record<string, Record<string, string>>} texts key -> language -> words
 * @property {Record<string, string>[]} classNames of each class: language -> word
 * @property {number[]} shares of the variance, one a direction
 * @property {string} samples base64, as the next three
 * @property {string} directions
 * @property {string} kernel
 * @property {string} network
 */
/**
 * @typedef {object} State
 * @property {string} language
 * @property {number} label
 * @property {number} sample
 * @property {number[]} offsets one a direction
 * @property {number} truncation
 * @property {Place | null} plane
 * @property {boolean} playing
 */
/** @typedef {Awaited<ReturnType<typeof makeDemo>>} Demo */

const RADIANS_A_SECOND = 0.8; // of the loop; where motion is not wanted:
const CALM_RADIANS_A_SECOND = 0.1;

const bytesOf = (/** @type {string} */ base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer;

function startLanguage() {
  const asked = new URLSearchParams(location.search).get("lang") ?? navigator.language.split("-")[0];
  return asked === "vi" ? "vi" : "en";
}

/** @param {Content} content */
async function makeDemo(content) {
  const generator = await loadGenerator(bytesOf(content.network), bytesOf(content.kernel));
  const { header } = generator;
  const [samples, directions] = [content.samples, content.directions].map((base64) => new Float32Array(bytesOf(base64)));
  const space = { samples, directions, latentDim: header.latentDim };
  const count = samples.length / header.latentDim;
  /** @type {State} */
  const state = {
    language: startLanguage(),
    label: 0,
    sample: 0,
    offsets: content.shares.map(() => 0),
    truncation: 1,
    plane: null,
    playing: false,
  };
  let asked = 0; // the frame that draws what has changed
  /** @type {() => void} */
  let draw = () => {};
  const change = (/** @type {Partial<State>} */ changes) => {
    Object.assign(state, changes);
    if (asked) return;
    asked = requestAnimationFrame(() => {
      asked = 0;
      draw();
    });
  };
  const demo = {
    content,
    generator,
    header,
    state,
    count,
    change,
    /** @type {(key: string, fields?: Record<string, unknown>) => string} */
    text: (key, fields = {}) => content.texts[key][state.language].replace(/\{(\w+)\}/g, (_, name) => String(fields[name])),
    /** @type {(label: number) => string} */
    className: (label) => content.classNames[label]?.[state.language] ?? "",
    /** @type {(value: number, digits: number) => string} */
    number: (value, digits) => value.toLocaleString(state.language, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
    otherLanguage: () => (state.language === "vi" ? "en" : "vi"),
    /** The point on the screen, or at another place in the plane. */
    latent: (plane = state.plane) => latentOf({ ...state, plane }, space),
    another: () => change({ sample: (state.sample + 1) % count, plane: null }),
    speak(/** @type {string} */ language) {
      change({ language });
      draw = makeView(demo);
    },
    toggle() {
      change({ playing: !state.playing });
      if (state.playing) play(demo);
    },
  };
  demo.speak(state.language);
  return demo;
}

/**
 * A closed loop over the plane of four samples.
 * @param {Pick<Demo, "state" | "change">} demo
 */
function play({ state, change }) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let last = performance.now();
  let angle = Math.PI * 1.25;
  const step = (/** @type {number} */ now) => {
    if (!state.playing) return;
    angle += ((now - last) / 1000) * (calm ? CALM_RADIANS_A_SECOND : RADIANS_A_SECOND);
    last = now;
    change({ plane: onLoop(angle) });
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

/**
 * Puts everything on the page; what is returned draws it.
 * @param {any} demo
 */
function makeView(demo) {
  const { state, text } = /** @type {Demo} */ (demo);
  document.documentElement.lang = state.language;
  document.title = text("title");
  const parts = makeParts(demo);
  document.querySelector("main")?.replaceChildren(...parts.elements);
  const drawPlane = makePlaneDrawer(demo, parts.plane.tiles);
  return () => {
    render(demo, parts);
    drawPlane();
  };
}

/**
 * The picture of z in a class.
 * @param {Demo} demo
 * @param {Float32Array} z
 * @param {number} label
 */
function pictureOf({ generator, header }, z, label) {
  const pixels = generator.draw(z, header.classes.map((_, index) => Number(index === label))); // biome-ignore format: one line
  return new ImageData(pixels, header.image.width, header.image.height);
}

/** @type {(canvas: HTMLCanvasElement, picture: ImageData, x?: number, y?: number) => void} */
const paint = (canvas, picture, x = 0, y = 0) => canvas.getContext("2d")?.putImageData(picture, x, y);

/**
 * @param {Demo} demo
 * @param {Parts} parts
 */
function render(demo, { picture, facts, plane, sliders, classes, every, play: button }) {
  const { state, text, className, count, number } = demo;
  const { label, sample, playing } = state;
  const z = demo.latent();
  const began = performance.now();
  paint(picture, pictureOf(demo, z, label));
  const spent = performance.now() - began;
  picture.setAttribute("aria-label", text("picture", { class: className(label), number: sample + 1 }));
  facts.textContent = text("facts", { number: sample + 1, count, milliseconds: number(spent, 1) });
  facts.dataset.milliseconds = String(spent);
  for (const slider of sliders) slider.render();
  classes.forEach((one, index) => {
    one.setAttribute("aria-pressed", String(index === label));
  });
  every.forEach(({ canvas }, index) => {
    paint(canvas, pictureOf(demo, z, index));
  });
  plane.render();
  button.textContent = text(playing ? "pause" : "play");
  button.setAttribute("aria-pressed", String(playing));
}

/**
 * The plane's pictures, a row a frame, from the start when something they depend on changes.
 * @param {Demo} demo
 * @param {HTMLCanvasElement} tiles
 */
function makePlaneDrawer(demo, tiles) {
  const { state } = demo;
  const { width, height } = demo.header.image;
  let drawn = "";
  return () => {
    const now = JSON.stringify([state.label, state.sample, state.offsets, state.truncation]);
    if (drawn === now) return;
    drawn = now;
    const row = (/** @type {number} */ y) => {
      if (drawn !== now || y === TILES) return;
      for (let x = 0; x < TILES; x++) {
        const z = demo.latent({ x: x / (TILES - 1), y: y / (TILES - 1) });
        paint(tiles, pictureOf(demo, z, state.label), x * width, y * height);
      }
      requestAnimationFrame(() => row(y + 1));
    };
    requestAnimationFrame(() => row(0));
  };
}

const demo = await makeDemo(JSON.parse(document.getElementById("content")?.textContent ?? ""));
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (/^[0-9]$/.test(event.key) && Number(event.key) < demo.header.classes.length) demo.change({ label: Number(event.key) });
  else if (event.key === "p") demo.toggle();
  else if (event.key === "n") demo.another();
});
Object.assign(globalThis, { demo }); // for tests and the curious
