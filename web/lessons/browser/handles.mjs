// Points to drag: by mouse, finger or arrow keys. They set controls.

import { svg } from "../../shared/browser/dom.mjs";
import { colour } from "./styles.mjs";
import { patchAt, valueAt } from "./state.mjs";

const KEYS = { ArrowLeft: ["x", -1], ArrowRight: ["x", 1], ArrowDown: ["y", -1], ArrowUp: ["y", 1] };

export function makeHandles(stage, canvas) {
  const layer = svg("svg", { class: "layer handles" });
  canvas.append(layer);
  const { controls } = stage.data;
  let view;
  let points = [];

  const controlOf = (mark, side) => mark[`control_${side}`];
  // A control may count from another place, in other units, than the axis: value = (place - origin) * factor.
  const placeOf = (mark, side, value) => (mark[`origin_${side}`] ?? 0) + value / (mark[`factor_${side}`] ?? 1);
  const numberOf = (mark, side, place) => (place - (mark[`origin_${side}`] ?? 0)) * (mark[`factor_${side}`] ?? 1);
  const valueOf = (mark, side) => (controlOf(mark, side) ? placeOf(mark, side, valueAt(stage.state, controlOf(mark, side))) : mark[side]);

  const make = () => {
    const point = { mark: undefined };
    const set = (to) => {
      let state = stage.state;
      for (const side of ["x", "y"]) {
        const path = controlOf(point.mark, side);
        if (path && to[side] !== undefined) state = { ...state, ...patchAt(controls, state, path, numberOf(point.mark, side, to[side])) };
      }
      stage.set(state);
    };
    const move = (event) => {
      const box = layer.getBoundingClientRect();
      set({ x: view.x.invert(event.clientX - box.left), y: view.y.invert(event.clientY - box.top) });
    };
    point.ring = svg("circle", { r: 9 });
    point.element = svg("g", { role: "slider", tabindex: 0, class: "handle" }, svg("circle", { r: 20, class: "reach" }), point.ring);
    const on = (name, act) => point.element.addEventListener(name, act);
    on("pointerdown", (event) => {
      point.element.setPointerCapture(event.pointerId);
      event.stopPropagation();
      move(event);
    });
    on("pointermove", (event) => {
      if (!point.element.hasPointerCapture(event.pointerId)) return;
      event.stopPropagation();
      move(event);
    });
    on("keydown", (event) => {
      const [side, way] = KEYS[event.key] ?? [];
      const path = side && controlOf(point.mark, side);
      if (!path) return;
      event.preventDefault();
      const by = controls[path.split(".")[0]].step * (event.shiftKey ? 10 : 1);
      set({ [side]: placeOf(point.mark, side, valueAt(stage.state, path) + way * by) });
    });
    return point;
  };

  const render = (next) => {
    view = next;
    layer.setAttribute("width", view.size.width);
    layer.setAttribute("height", view.size.height);
    const marks = view.marks.filter(({ kind }) => kind === "handle");
    while (points.length < marks.length) points.push(make());
    for (const { element } of points.slice(marks.length)) element.remove();
    points = points.slice(0, marks.length);
    marks.forEach((mark, index) => {
      const point = points[index];
      point.mark = mark;
      const [x, y] = ["x", "y"].map((side) => valueOf(mark, side));
      point.element.setAttribute("transform", `translate(${view.x.apply(x)} ${view.y.apply(y)})`);
      point.element.style.setProperty("--paint", colour(mark.role));
      const free = ["x", "y"].filter((side) => controlOf(mark, side));
      const [low, high] = view.axes[free[0] ?? "x"].domain;
      const said = { "aria-label": stage.text(mark.name), "aria-valuetext": free.map((side) => `${side} = ${stage.write.short({ x, y }[side])}`).join(", "), "aria-valuemin": low, "aria-valuemax": high, "aria-valuenow": free[0] === "y" ? y : x, class: `handle ${free.join("")}` };
      for (const [name, value] of Object.entries(said)) point.element.setAttribute(name, value);
      if (!point.element.isConnected) layer.append(point.element);
    });
  };
  return { render };
}
