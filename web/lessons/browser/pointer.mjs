// The crosshair: what every curve says at the place pointed at, with a mouse or a finger.

import { h, svg } from "../../shared/browser/dom.mjs";
import { colour, swatch } from "./styles.mjs";

const NEAR = 28; // pixels from a point that may be meant

export function makePointer(stage, canvas) {
  const rule = svg("line", { class: "cross" });
  const spots = svg("g");
  const layer = svg("svg", { class: "layer", "aria-hidden": "true" }, rule, spots);
  const tip = h("div", { class: "tip", hidden: true, "aria-hidden": "true" });
  canvas.append(layer, tip);
  let view;
  let last; // where the pointer is

  const leave = () => {
    last = undefined;
    tip.hidden = true;
    layer.classList.remove("on");
  };
  const point = (event) => {
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
      last = undefined;
      return;
    }
    const x = view.x.invert(Math.min(left + width, Math.max(left, px)));
    const y = view.y.invert(Math.min(top + height, Math.max(top, py)));
    const found = view.marks.flatMap((mark) => readings(mark, { x, y, px, py, view, state: stage.state }) ?? []);
    const along = found.some(({ at }) => !at) || (!found.length && view.marks.some((mark) => mark.kind === "bars" || ((mark.kind === "line" || mark.kind === "area") && climbs(mark))));
    rule.toggleAttribute("hidden", !along);
    for (const [name, value] of Object.entries({ x1: view.x.apply(x), x2: view.x.apply(x), y1: top, y2: top + height })) rule.setAttribute(name, value);
    const inside = found.filter(({ spot }) => spot && spot[1] >= top - 1 && spot[1] <= top + height + 1);
    spots.replaceChildren(...inside.map(({ spot, mark }) => svg("circle", { cx: spot[0], cy: spot[1], r: 5, fill: colour(mark.role), class: "spot" })));
    layer.classList.add("on");
    const head = along ? [h("div", { class: "head" }, `${stage.text(view.axes.x.name)}: ${stage.write.short(x)}`)] : [];
    tip.replaceChildren(...head, ...found.map(({ name, mark, said }) => h("div", { class: "reading" }, swatch([mark], view.lines, view.heat), h("span", {}, stage.text(name)), h("b", {}, said))));
    tip.hidden = !found.length && !along;
    // below the axis, where only the legend is, which says less
    const room = Math.max(0, canvas.clientWidth - tip.offsetWidth);
    const start = (canvas.clientWidth - view.size.width) / 2;
    tip.style.left = `${Math.min(room, Math.max(0, start + px - tip.offsetWidth / 2))}px`;
    tip.style.top = `${top + height + 1.6 * view.em}px`;
  };

  canvas.addEventListener("pointermove", point);
  canvas.addEventListener("pointerdown", point);
  canvas.addEventListener("pointerleave", leave);
  const render = (next) => {
    view = next;
    layer.setAttribute("width", view.size.width);
    layer.setAttribute("height", view.size.height);
    read();
  };
  return { render };
}

/** What a mark says at x (or, for points, near the pointer): [{name, mark, said, spot, at}]. */
function readings(mark, { x, y, px, py, view, state }) {
  const count = mark.until ? Math.max(1, Math.round(state[mark.until])) : undefined;
  const write = (value) => view.write(value);
  const told = (value, more) => [{ name: mark.name, mark, said: write(value), ...more }];
  switch (mark.kind) {
    case "line":
    case "area": {
      if (mark.kind === "area" && view.marks.some((other) => other.kind === "line" && other.name === mark.name)) return undefined;
      const xs = mark.x.slice(0, count);
      if (!climbs(mark)) return nearest(mark, xs, mark.y.slice(0, count), { px, py, view });
      const value = valueOn(xs, mark.y, x, view.axes.y.scale);
      return value === undefined ? undefined : told(value, { spot: [view.x.apply(x), view.y.apply(value)] });
    }
    case "dots": return nearest(mark, mark.x.slice(0, count), mark.y.slice(0, count), { px, py, view });
    case "bars": {
      const index = mark.edges.findIndex((edge, place) => x >= edge && x < mark.edges[place + 1]);
      return index < 0 ? undefined : told(mark.y[index]);
    }
    case "heat": {
      const column = Math.floor(((x - mark.x[0]) / (mark.x[1] - mark.x[0])) * mark.columns);
      const row = Math.floor(((y - mark.y[0]) / (mark.y[1] - mark.y[0])) * mark.rows);
      const value = mark.values[Math.min(mark.rows - 1, row) * mark.columns + Math.min(mark.columns - 1, column)];
      return value === null || value === undefined ? undefined : told(value, { at: true });
    }
    default: return undefined;
  }
}

const rising = new WeakMap(); // a line's x -> whether they only grow, so that there is one y at each x
function climbs({ x }) {
  if (!rising.has(x)) rising.set(x, x.every((value, index) => !index || (value !== null && value >= x[index - 1])));
  return rising.get(x);
}

function valueOn(xs, ys, x, scale) {
  let low = 0;
  let high = xs.length - 1;
  if (!(x >= xs[low] && x <= xs[high])) return undefined;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (xs[middle] <= x) low = middle;
    else high = middle;
  }
  const [one, other] = [ys[low], ys[high]];
  if (one === null || other === null) return undefined;
  const share = xs[high] === xs[low] ? 0 : (x - xs[low]) / (xs[high] - xs[low]);
  // as the straight piece of the drawing has it
  return scale === "log" && one > 0 && other > 0 ? one * (other / one) ** share : one + share * (other - one);
}

function nearest(mark, xs, ys, { px, py, view }) {
  let best = NEAR;
  let found;
  xs.forEach((value, index) => {
    if (value === null || ys[index] === null) return;
    const spot = [view.x.apply(value), view.y.apply(ys[index])];
    const far = Math.hypot(spot[0] - px, spot[1] - py);
    if (far < best) [best, found] = [far, { spot, value, other: ys[index] }];
  });
  return found && [{ name: mark.name, mark, said: `(${view.write(found.value)}; ${view.write(found.other)})`, spot: found.spot, at: true }];
}
