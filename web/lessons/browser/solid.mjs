// The lesson's figures in three dimensions, below the others: drawn by plotly, which is fetched when they are opened first.

import { endpoint } from "../../shared/browser/address.mjs";
import { h } from "../../shared/browser/dom.mjs";
import { LatestRequest } from "../../shared/browser/latest_request.mjs";

/** @import {Stage} from "./types.mjs" */
/** @typedef {{name: string, says: string, figure: {data: object[], layout: Record<string, any>}}} Solid */
/**
 * @typedef {object} Plotly what is used of it
 * @property {(element: HTMLElement, data: object[], layout: object, config: object) => Promise<unknown>} react
 * @property {(element: HTMLElement, changes: object) => Promise<unknown>} relayout
 * @property {(figure: {data: object[], layout: object}, options: object) => Promise<unknown>} downloadImage
 * @property {(element: HTMLElement) => void} purge
 */

const TURN = Math.PI / 12; // of one press
const CONFIG = { responsive: true, displayModeBar: false };
const PNG = { format: "png", width: 1200, height: 900 };

/**
 * @param {Stage} stage
 * @param {() => string} question the controls' query
 */
export function makeSolid(stage, question) {
  const says = h("p", { role: "status" });
  const place = h("div", { class: "canvas" });
  const choice = h("div", { class: "buttons" });
  const element = h(
    "details",
    { class: "solid", hidden: !stage.data.solid },
    h("summary", {}, stage.own("solid")),
    choice,
    says,
    h("figure", { class: "panel" }, place, h("div", { class: "buttons" }, makeButtons(stage, place))),
  );
  const lane = new LatestRequest(() => {}, stage.signal);
  /** @type {Solid[]} */
  let solids = [];
  let shown = ""; // name of the one on the screen
  /** @type {string | undefined} */
  let asked;

  const draw = async () => {
    const one = solids.find(({ name }) => name === shown) ?? solids[0];
    place.hidden = !one;
    says.textContent = one ? stage.text(one.says) : stage.own("solid_none");
    choice.replaceChildren(...(solids.length > 1 ? solids.map((other) => chooser(other, other === one)) : []));
    if (!one) return;
    try {
      const Plotly = await load();
      await Plotly.react(place, one.figure.data, themed(place, one.figure.layout), CONFIG);
      place.dataset.drawn = one.name;
    } catch {
      place.textContent = stage.own("solid_missing");
    }
  };
  /** @type {(other: Solid, pressed: boolean) => HTMLElement} */
  const chooser = (other, pressed) => {
    const onclick = () => {
      shown = other.name;
      draw();
    };
    return h("button", { type: "button", "aria-pressed": String(pressed), onclick }, stage.text(other.name));
  };
  /** Ask for what belongs to the controls, where it is looked at. */
  const update = () => {
    if (!element.open || question() === asked) return;
    asked = question();
    const query = new URLSearchParams(asked);
    query.set("lang", stage.data.language);
    lane.ask("surfaces", endpoint(`lessons/${stage.data.name}/surfaces`, query), async (response) => {
      solids = response.ok ? await response.json() : [];
      await draw();
      if (!response.ok) says.textContent = stage.own("solid_missing");
    });
  };
  element.addEventListener("toggle", update);
  stage.signal.addEventListener("abort", () => loaded?.then((Plotly) => Plotly.purge(place)).catch(() => {}));
  return { element, update };
}

/** @type {Promise<Plotly> | undefined} */
let loaded;

const load = () => {
  loaded ??= import("../../shared/vendor/plotly-gl3d.mjs").then((module) => /** @type {Plotly} */ (module.default));
  return loaded;
};

/**
 * Turning without a mouse, the first view, a file.
 * @param {Stage} stage
 * @param {HTMLElement} place
 */
function makeButtons(stage, place) {
  const layout = () => /** @type {any} */ (place).layout?.scene;
  const turn = (/** @type {number} */ by) => async () => {
    const { eye } = layout().camera;
    const [cos, sin] = [Math.cos(by), Math.sin(by)];
    const turned = { x: eye.x * cos - eye.y * sin, y: eye.x * sin + eye.y * cos, z: eye.z };
    (await load()).relayout(place, { "scene.camera.eye": turned });
  };
  const reset = async () => (await load()).relayout(place, { "scene.camera": /** @type {any} */ (place).first });
  const save = async () => {
    const { data, layout: seen } = /** @type {any} */ (place);
    const paper = getComputedStyle(place).getPropertyValue("--paper"); // on the page it is clear; a file stands anywhere
    (await load()).downloadImage({ data, layout: { ...seen, paper_bgcolor: paper } }, PNG);
  };
  /** @type {[string, () => Promise<unknown>][]} */
  const buttons = [
    ["solid_left", turn(-TURN)],
    ["solid_right", turn(TURN)],
    ["solid_reset", reset],
    ["solid_png", save],
  ];
  return buttons.map(([key, act]) =>
    h("button", { type: "button", class: "quiet", "data-solid": key, onclick: () => layout() && act() }, stage.own(key)),
  );
}

/**
 * The page's colours, light or dark.
 * @param {HTMLElement} place
 * @param {Record<string, any>} layout
 */
function themed(place, layout) {
  const style = getComputedStyle(place);
  const axis = { backgroundcolor: "rgba(0, 0, 0, 0)" };
  const { scene } = layout;
  /** @type {any} */ (place).first = structuredClone(scene.camera);
  const sides = ["xaxis", "yaxis", "zaxis"].map((side) => [side, { ...scene[side], ...axis }]);
  return {
    ...layout,
    scene: { ...scene, ...Object.fromEntries(sides), uirevision: "kept" }, // a view that was turned stays
    uirevision: "kept",
    font: { color: style.color, family: style.fontFamily },
    paper_bgcolor: "rgba(0, 0, 0, 0)",
    margin: { l: 0, r: 0, t: 48, b: 0 },
    height: 480,
  };
}
