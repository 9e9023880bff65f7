// The crosshair: what every curve says at the place pointed at, with a mouse or a finger.

import { h, svg } from "../../shared/browser/dom.mjs";
import { countOf } from "./marks.mjs";
import { colour, swatch } from "./styles.mjs";

/** @import {Coordinate, Mark, Stage, State, View} from "./types.mjs" */
/** @typedef {{name: string, mark: Mark, text: string, spot?: [number, number], at?: boolean}} Reading `at`: of a point, not of all marks at one x */
/** @typedef {{x: number, y: number, px: number, py: number, view: View, state: State}} Place in the axes' units, and in pixels */

const MAX_DISTANCE = 28; // pixels to a point

/**
 * @param {Stage} stage
 * @param {HTMLElement} canvas
 */
export function makePointer(stage, canvas) {
  const rule = svg("line", { class: "cross" });
  const spots = svg("g");
  const layer = svg("svg", { class: "layer", "aria-hidden": "true" }, rule, spots);
  const tip = h("div", { class: "tip", hidden: true, "aria-hidden": "true" });
  canvas.append(layer, tip);
  /** @type {View | undefined} */
  let view;
  /** @type {[number, number] | undefined} */
  let last; // where the pointer is, pixels

  const leave = () => {
    last = undefined;
    tip.hidden = true;
    layer.classList.remove("on");
  };
  const point = (/** @type {PointerEvent} */ event) => {
    const box = layer.getBoundingClientRect();
    last = [event.clientX - box.left, event.clientY - box.top];
    read();
  };
  const read = () => {
    if (!view || !last) return;
    const { left, top, width, height } = view.box;
    const [px, py] = last;
    if (px < left - 8 || px > left + width + 8 || py < top - 8 || py > top + height + 8) {
      leave();
      return;
    }
    const { axes, lines, heat, marks, size } = view;
    const x = view.x.invert(Math.min(left + width, Math.max(left, px)));
    const y = view.y.invert(Math.min(top + height, Math.max(top, py)));
    const place = { x, y, px, py, view, state: stage.state };
    const found = marks.flatMap((mark) => readingOf(mark, place) ?? []);
    const along =
      found.some(({ at }) => !at) ||
      (!found.length && marks.some((mark) => mark.kind === "bars" || ((mark.kind === "line" || mark.kind === "area") && climbs(mark))));
    rule.toggleAttribute("hidden", !along);
    for (const [name, value] of Object.entries({ x1: view.x.apply(x), x2: view.x.apply(x), y1: top, y2: top + height }))
      rule.setAttribute(name, String(value));
    spots.replaceChildren(
      ...found.flatMap(({ spot, mark }) => {
        const inside = spot && spot[1] >= top - 1 && spot[1] <= top + height + 1;
        return inside ? svg("circle", { cx: spot[0], cy: spot[1], r: 5, fill: colour(mark.role), class: "spot" }) : [];
      }),
    );
    layer.classList.add("on");
    const head = along ? [h("div", { class: "head" }, `${stage.text(axes.x.name)}: ${stage.write.short(x)}`)] : [];
    tip.replaceChildren(
      ...head,
      ...found.map(({ name, mark, text }) =>
        h("div", { class: "reading" }, swatch([mark], lines, heat), h("span", {}, stage.text(name)), h("b", {}, text)),
      ),
    );
    tip.hidden = !found.length && !along;
    // below the axis, where only the legend is, which says less
    const rest = Math.max(0, canvas.clientWidth - tip.offsetWidth);
    const start = (canvas.clientWidth - size.width) / 2;
    tip.style.left = `${Math.min(rest, Math.max(0, start + px - tip.offsetWidth / 2))}px`;
    tip.style.top = `${top + height + 1.6 * view.em}px`;
  };

  canvas.addEventListener("pointermove", point);
  canvas.addEventListener("pointerdown", point);
  canvas.addEventListener("pointerleave", leave);
  const render = (/** @type {View} */ next) => {
    view = next;
    layer.setAttribute("width", String(view.size.width));
    layer.setAttribute("height", String(view.size.height));
    read();
  };
  return { render };
}

/**
 * What a mark says at x (or, for points, near the pointer).
 * @param {Mark} mark
 * @param {Place} place
 * @returns {Reading | undefined}
 */
function readingOf(mark, place) {
  const { x, y, view } = place;
  const count = countOf(mark, place.state);
  /** @type {(value: number, more?: Partial<Reading>) => Reading} */
  const reading = (value, more) => ({ name: mark.name, mark, text: view.write(value), ...more });
  switch (mark.kind) {
    case "line":
    case "area": {
      if (mark.kind === "area" && view.marks.some((other) => other.kind === "line" && other.name === mark.name)) return undefined;
      const xs = mark.x.slice(0, count);
      if (!climbs(mark)) return nearest(mark, xs, mark.y.slice(0, count), place);
      const value = valueOn(xs, mark.y, x, view.axes.y.scale);
      return value === undefined ? undefined : reading(value, { spot: [view.x.apply(x), view.y.apply(value)] });
    }
    case "dots":
      return nearest(mark, mark.x.slice(0, count), mark.y.slice(0, count), place);
    case "bars": {
      const index = mark.edges.findIndex((edge, place) => x >= edge && x < mark.edges[place + 1]);
      return index < 0 ? undefined : reading(mark.y[index]);
    }
    case "heat": {
      const column = Math.floor(((x - mark.x[0]) / (mark.x[1] - mark.x[0])) * mark.columns);
      const row = Math.floor(((y - mark.y[0]) / (mark.y[1] - mark.y[0])) * mark.rows);
      const value = mark.values[Math.min(mark.rows - 1, row) * mark.columns + Math.min(mark.columns - 1, column)];
      return value === null || value === undefined ? undefined : reading(value, { at: true });
    }
    default:
      return undefined;
  }
}

/** @type {WeakMap<Coordinate[], boolean>} */
const rising = new WeakMap(); // by the identity of a line's x

/**
 * Whether a line's x only grow, so that there is one y at each x.
 * @param {{x: Coordinate[]}} line
 */
function climbs({ x }) {
  const known = rising.get(x) ?? x.every((value, index) => !index || (value !== null && value >= (x[index - 1] ?? 0)));
  rising.set(x, known);
  return known;
}

/**
 * y of a line at x, as its straight pieces are drawn; undefined outside and where it is broken.
 * @param {Coordinate[]} xs growing
 * @param {Coordinate[]} ys
 * @param {number} x
 * @param {string} scale of y
 */
export function valueOn(xs, ys, x, scale) {
  let low = 0;
  let high = xs.length - 1;
  const at = (/** @type {number} */ index) => xs[index] ?? NaN;
  if (!(x >= at(low) && x <= at(high))) return undefined;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (at(middle) <= x) low = middle;
    else high = middle;
  }
  const [one, other] = [ys[low], ys[high]];
  if (one === null || other === null) return undefined;
  const share = at(high) === at(low) ? 0 : (x - at(low)) / (at(high) - at(low));
  return scale === "log" && one > 0 && other > 0 ? one * (other / one) ** share : one + share * (other - one);
}

/**
 * The point of a mark next to the pointer.
 * @param {Mark} mark
 * @param {Coordinate[]} xs
 * @param {Coordinate[]} ys
 * @param {Place} place
 * @returns {Reading | undefined}
 */
function nearest(mark, xs, ys, { px, py, view }) {
  let best = MAX_DISTANCE;
  let found;
  for (const [index, x] of xs.entries()) {
    const y = ys[index];
    if (x === null || y === null) continue;
    /** @type {[number, number]} */
    const spot = [view.x.apply(x), view.y.apply(y)];
    const distance = Math.hypot(spot[0] - px, spot[1] - py);
    if (distance < best)
      [best, found] = [distance, { name: mark.name, mark, text: `(${view.write(x)}; ${view.write(y)})`, spot, at: true }];
  }
  return found;
}
