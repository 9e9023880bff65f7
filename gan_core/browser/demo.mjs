// The page around the generator: pick a class, move z, drag over a plane of pictures, see one z in every class. Nothing leaves the page.

import { loadGenerator } from "./generator.mjs";

const OFFSET = 3; // standard deviations a slider reaches
const TILES = 7; // of the plane, a side
const content = JSON.parse(document.getElementById("content").textContent);
const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
const floatsOf = (text) => new Float32Array(bytesOf(text));

function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

const generator = await loadGenerator(bytesOf(content.network), bytesOf(content.kernel));
const { header } = generator;
const samples = floatsOf(content.samples); // (count, latentDim)
const directions = floatsOf(content.directions); // (components, latentDim)
const count = samples.length / header.latentDim;
const components = content.shares.length;

const state = { language: startLanguage(), label: 0, sample: 0, offsets: new Array(components).fill(0), truncation: 1, plane: null, playing: false };
let spent = 0; // milliseconds of the last picture

function startLanguage() {
  const asked = new URLSearchParams(location.search).get("lang") ?? navigator.language.split("-")[0];
  return asked === "vi" ? "vi" : "en";
}

const text = (key, fields = {}) => content.texts[key][state.language].replace(/\{(\w+)\}/g, (_, name) => fields[name]);
const className = (index) => content.classNames[index]?.[state.language] ?? "";
const number = (value, digits) => value.toLocaleString(state.language, { minimumFractionDigits: digits, maximumFractionDigits: digits });

// z and the label

const sampleAt = (index) => samples.subarray((index % count) * header.latentDim, ((index % count) + 1) * header.latentDim);

/** A point of latent space: a sample or a blend of four (`place` in the plane), truncated, then moved along the directions. */
function latent(place = state.plane) {
  const z = new Float32Array(header.latentDim);
  if (place) {
    const { x, y } = place;
    const weights = [(1 - x) * (1 - y), x * (1 - y), (1 - x) * y, x * y];
    const length = Math.hypot(...weights); // a blend of independent draws is a draw again when divided by this
    weights.forEach((weight, corner) => sampleAt(state.sample + corner).forEach((value, i) => (z[i] += (weight / length) * value)));
  } else z.set(sampleAt(state.sample));
  for (let i = 0; i < z.length; i++) z[i] *= state.truncation;
  state.offsets.forEach((offset, k) => {
    if (offset) for (let i = 0; i < z.length; i++) z[i] += offset * directions[k * header.latentDim + i];
  });
  return z;
}

const oneHot = (label) => header.classes.map((_, index) => Number(index === label));
const { width, height } = header.image;

function paint(canvas, z, label) {
  canvas.getContext("2d").putImageData(new ImageData(generator.draw(z, oneHot(label)), width, height), 0, 0);
}

// What is on the page; made anew when the language changes

let parts;

function build() {
  document.documentElement.lang = state.language;
  document.title = text("title");
  const picture = h("canvas", { width, height, role: "img", "data-testid": "picture" });
  const facts = h("p", { class: "facts" });
  const dot = h("i");
  const tiles = h("canvas", { width: TILES * width, height: TILES * height, "aria-hidden": "true" });
  const plane = h("div", { class: "plane", role: "slider", tabindex: 0, "aria-label": text("plane"), "aria-valuetext": "", onpointerdown: drag, onpointermove: drag, onkeydown: nudge },
    ...["A", "B", "C", "D"].map((corner) => h("span", {}, corner)), tiles, dot);
  const sliders = [
    slider(text("truncation"), 0, 1.5, () => state.truncation, (value) => (state.truncation = value)),
    ...content.shares.map((share, k) => slider(text("direction", { number: k + 1, share: number(100 * share, 0) }), -OFFSET, OFFSET, () => state.offsets[k], (value) => (state.offsets[k] = value))),
  ];
  const classes = header.classes.map((_, label) => h("button", { type: "button", onclick: () => change({ label }) }, className(label), label < 10 ? h("kbd", { "aria-hidden": "true" }, String(label)) : ""));
  const every = header.classes.slice(0, 20).map((_, label) => {
    const canvas = h("canvas", { width, height, "aria-hidden": "true" });
    return { canvas, element: h("button", { type: "button", onclick: () => change({ label }) }, canvas, className(label)) };
  });
  const play = h("button", { type: "button", onclick: () => toggle() });
  parts = { picture, facts, dot, plane, tiles, sliders, classes, every, play };
  document.querySelector("main").replaceChildren(
    h("header", {}, h("h1", {}, text("title")), h("p", {}, text("idea")), h("button", { type: "button", lang: other(), onclick: () => change({ language: other() }, true) }, content.languages[other()])),
    h("div", { class: "classes", role: "group", "aria-label": text("classes") }, ...classes),
    h("div", { class: "board" },
      h("section", { class: "picture" }, picture, facts,
        h("div", { class: "row" }, h("button", { type: "button", onclick: () => change({ sample: (state.sample + 1) % count, plane: null }) }, text("another")), play, h("button", { type: "button", onclick: save }, text("save")))),
      h("section", {}, h("h2", {}, text("directions")), ...sliders.map(({ element }) => element), h("div", { class: "row" }, h("button", { type: "button", onclick: () => change({ offsets: new Array(components).fill(0), truncation: 1, plane: null }) }, text("reset")))),
      h("section", {}, h("h2", {}, text("plane")), plane, h("p", { class: "facts" }, text("plane_hint")))),
    ...(every.length ? [h("section", {}, h("h2", {}, text("every")), h("div", { class: "every" }, ...every.map(({ element }) => element)))] : []),
    h("section", { class: "about" }, h("p", {}, text("about", { model: content.model, parameters: number(content.parameters, 0) })), h("p", {}, content.licence)),
  );
}

function slider(label, min, max, read, write) {
  const output = h("output");
  const input = h("input", { type: "range", min, max, step: 0.05, "aria-label": label, oninput: () => { write(Number(input.value)); render(); } });
  return { element: h("label", { class: "slider" }, h("span", {}, label), input, output), render: () => { input.value = read(); output.textContent = number(read(), 2); } };
}

const other = () => (state.language === "vi" ? "en" : "vi");

function change(changes, anew = false) {
  Object.assign(state, changes);
  if (anew) build();
  render();
}

// Drawing: at most once a frame

let asked = 0;
function render() {
  asked ||= requestAnimationFrame(draw);
}

function draw() {
  asked = 0;
  const { picture, facts, dot, plane, sliders, classes, every, play } = parts;
  const z = latent();
  const began = performance.now();
  paint(picture, z, state.label);
  spent = performance.now() - began;
  picture.setAttribute("aria-label", text("picture", { class: className(state.label), number: state.sample + 1 }));
  facts.textContent = text("facts", { number: state.sample + 1, count, milliseconds: number(spent, 1) });
  facts.dataset.milliseconds = spent;
  sliders.forEach((one) => one.render());
  classes.forEach((button, label) => button.setAttribute("aria-pressed", String(label === state.label)));
  every.forEach(({ canvas }, label) => paint(canvas, z, label));
  const { x, y } = state.plane ?? { x: 0, y: 0 };
  Object.assign(dot.style, { left: `${100 * x}%`, top: `${100 * y}%`, opacity: state.plane ? 1 : 0.35 });
  plane.setAttribute("aria-valuetext", `${number(x, 2)}; ${number(y, 2)}`);
  drawPlane();
  play.textContent = text(state.playing ? "pause" : "play");
  play.setAttribute("aria-pressed", String(state.playing));
}

/** The plane's pictures, a row a frame, from the start whenever something they depend on changes. */
let planeOf = "";
function drawPlane() {
  const { tiles } = parts;
  const shown = JSON.stringify([state.language, state.label, state.sample, state.offsets, state.truncation]);
  if (planeOf === shown) return;
  planeOf = shown;
  const row = (j) => {
    if (planeOf !== shown || j === TILES) return;
    for (let i = 0; i < TILES; i++) {
      const pixels = generator.draw(latent({ x: i / (TILES - 1), y: j / (TILES - 1) }), oneHot(state.label));
      tiles.getContext("2d").putImageData(new ImageData(pixels, width, height), i * width, j * height);
    }
    requestAnimationFrame(() => row(j + 1));
  };
  requestAnimationFrame(() => row(0));
}

// Hands and keys

function drag(event) {
  if (event.type === "pointerdown") event.currentTarget.setPointerCapture(event.pointerId);
  if (!event.buttons) return;
  const box = event.currentTarget.getBoundingClientRect();
  const within = (value) => Math.min(1, Math.max(0, value));
  change({ plane: { x: within((event.clientX - box.left) / box.width), y: within((event.clientY - box.top) / box.height) } });
}

function nudge(event) {
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [0, 0];
  if (!dx && !dy) return;
  event.preventDefault();
  const { x, y } = state.plane ?? { x: 0, y: 0 };
  const within = (value) => Math.min(1, Math.max(0, value));
  change({ plane: { x: within(x + dx / 20), y: within(y + dy / 20) } });
}

/** A closed loop over the plane of four samples. */
function toggle() {
  change({ playing: !state.playing });
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let last = performance.now();
  let angle = Math.PI * 1.25;
  const step = (now) => {
    if (!state.playing) return;
    angle += ((now - last) / 1000) * (calm ? 0.1 : 0.8);
    last = now;
    change({ plane: { x: 0.5 + 0.5 * Math.SQRT2 * 0.7 * Math.cos(angle), y: 0.5 + 0.5 * Math.SQRT2 * 0.7 * Math.sin(angle) } });
    requestAnimationFrame(step);
  };
  if (state.playing) requestAnimationFrame(step);
}

function save() {
  const scale = 16;
  const large = h("canvas", { width: width * scale, height: height * scale });
  const context = large.getContext("2d");
  context.imageSmoothingEnabled = false;
  context.drawImage(parts.picture, 0, 0, width * scale, height * scale);
  h("a", { href: large.toDataURL("image/png"), download: `${content.model}-${state.label}-${state.sample + 1}.png` }).click();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (/^[0-9]$/.test(event.key) && Number(event.key) < header.classes.length) change({ label: Number(event.key) });
  else if (event.key === "p") toggle();
  else if (event.key === "n") change({ sample: (state.sample + 1) % count, plane: null });
});

globalThis.demo = { generator, state, latent, change }; // for tests and the curious
build();
render();
