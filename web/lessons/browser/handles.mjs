// Points to drag: by mouse, finger or arrow keys. They set controls.

import { svg } from "../../shared/browser/dom.mjs";
import { patchAt, valueAt } from "./state.mjs";
import { colour } from "./styles.mjs";

/** @import {Handle, Side, Stage, View} from "./types.mjs" */
/** @typedef {{mark: Handle, element: SVGGElement}} Point */

/** @type {Side[]} */
const SIDES = ["x", "y"];
/** @type {Record<string, [Side, number]>} */
const KEYS = { ArrowLeft: ["x", -1], ArrowRight: ["x", 1], ArrowDown: ["y", -1], ArrowUp: ["y", 1] };

// A control may count from another place, in other units, than the axis: value = (place - origin) * factor.
/** @type {(mark: Handle, side: Side, value: number) => number} */
const placeOf = (mark, side, value) => (mark[`origin_${side}`] ?? 0) + value / (mark[`factor_${side}`] ?? 1);
/** @type {(mark: Handle, side: Side, place: number) => number} */
const numberOf = (mark, side, place) => (place - (mark[`origin_${side}`] ?? 0)) * (mark[`factor_${side}`] ?? 1);

/**
 * One point; `view()` is what is on the screen.
 * @param {Stage} stage
 * @param {Handle} mark
 * @param {() => View} view
 * @returns {Point}
 */
function makePoint(stage, mark, view) {
  const { controls } = stage.data;
  const element = svg(
    "g",
    { role: "slider", tabindex: 0, class: "handle" },
    svg("circle", { r: 20, class: "reach" }),
    svg("circle", { r: 9 }),
  );
  const point = { mark, element };
  /** @param {Partial<Record<Side, number>>} to */
  const set = (to) => {
    let state = stage.state;
    for (const side of SIDES) {
      const path = point.mark[`control_${side}`];
      const place = to[side];
      if (path && place !== undefined) state = { ...state, ...patchAt(controls, state, path, numberOf(point.mark, side, place)) };
    }
    stage.set(state);
  };
  const move = (/** @type {PointerEvent} */ event) => {
    const { x, y } = view();
    const box = /** @type {SVGElement} */ (element.ownerSVGElement).getBoundingClientRect();
    set({ x: x.invert(event.clientX - box.left), y: y.invert(event.clientY - box.top) });
  };
  element.addEventListener("pointerdown", (event) => {
    element.setPointerCapture(event.pointerId);
    event.stopPropagation();
    move(event);
  });
  element.addEventListener("pointermove", (event) => {
    if (!element.hasPointerCapture(event.pointerId)) return;
    event.stopPropagation();
    move(event);
  });
  element.addEventListener("keydown", (event) => {
    if (!(event.key in KEYS)) return;
    const [side, sign] = KEYS[event.key];
    const path = point.mark[`control_${side}`];
    if (!path) return;
    event.preventDefault();
    const { step } = /** @type {{step: number}} */ (controls[path.split(".")[0]]);
    set({ [side]: placeOf(point.mark, side, valueAt(stage.state, path) + sign * step * (event.shiftKey ? 10 : 1)) });
  });
  return point;
}

/**
 * @param {Stage} stage
 * @param {HTMLElement} canvas
 */
export function makeHandles(stage, canvas) {
  const layer = svg("svg", { class: "layer handles" });
  canvas.append(layer);
  /** @type {View} */
  let view;
  /** @type {Point[]} */
  let points = [];

  /** @type {(mark: Handle, side: Side) => number} */
  const positionOf = (mark, side) => {
    const path = mark[`control_${side}`];
    return path ? placeOf(mark, side, valueAt(stage.state, path)) : mark[side];
  };

  const render = (/** @type {View} */ next) => {
    view = next;
    layer.setAttribute("width", String(view.size.width));
    layer.setAttribute("height", String(view.size.height));
    const marks = view.marks.filter((mark) => mark.kind === "handle");
    while (points.length < marks.length) points.push(makePoint(stage, marks[points.length], () => view));
    for (const { element } of points.slice(marks.length)) element.remove();
    points = points.slice(0, marks.length);
    marks.forEach((mark, index) => {
      const point = points[index];
      point.mark = mark;
      const place = { x: positionOf(mark, "x"), y: positionOf(mark, "y") };
      point.element.setAttribute("transform", `translate(${view.x.apply(place.x)} ${view.y.apply(place.y)})`);
      point.element.style.setProperty("--paint", colour(mark.role));
      const free = SIDES.filter((side) => mark[`control_${side}`]);
      const [low, high] = view.axes[free[0] ?? "x"].domain;
      const valuetext = free.map((side) => `${side} = ${stage.write.short(place[side])}`).join(", ");
      const attributes = {
        "aria-label": stage.text(mark.name),
        "aria-valuetext": valuetext,
        "aria-valuemin": low,
        "aria-valuemax": high,
        "aria-valuenow": place[free[0] ?? "x"],
        class: `handle ${free.join("")}`,
      };
      for (const [name, value] of Object.entries(attributes)) point.element.setAttribute(name, String(value));
      if (!point.element.isConnected) layer.append(point.element);
    });
  };
  return { render };
}
