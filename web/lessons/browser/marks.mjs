// Marks as gan_core/figures/panels.py describes them -> marks of Observable Plot.

import { areaY, arrow, dot, line, raster, rect, ruleX, ruleY, text } from "../../shared/vendor/plot.mjs";
import { shareOf } from "./scales.mjs";
import { valueAt } from "./state.mjs";
import { OPACITIES, RULE, STROKED, WIDTHS } from "./style_table.mjs";
import { colour, dash, symbol, width } from "./styles.mjs";

/** @import {Coordinate, Kind, Line, Mark, PlacedAxis, State} from "./types.mjs" */
/**
 * @typedef {object} Drawing what a mark is drawn on
 * @property {PlacedAxis} x
 * @property {PlacedAxis} y
 * @property {number} em
 * @property {number} wide inner width, pixels
 * @property {number} tall inner height, pixels
 * @property {Line[]} lines all of the panel
 * @property {State} state
 * @property {(name: string) => string} words
 * @property {(value: number) => string} write
 */

const GHOST = { dash: "1 4", opacity: 0.7 }; // of what was pinned

/**
 * How many points of a mark are shown, where a control says so.
 * @param {Mark} mark
 * @param {State} state
 */
export function countOf(mark, state) {
  return "until" in mark && mark.until ? Math.max(1, Math.round(valueAt(state, mark.until))) : undefined;
}

/**
 * What is drawn of a mark.
 * @template {Mark} M
 * @param {M} mark
 * @param {State} state
 * @returns {M}
 */
function shown(mark, state) {
  const count = countOf(mark, state);
  if (count === undefined) return mark;
  const { x, y } = /** @type {{x: Coordinate[], y: Coordinate[]}} */ (mark);
  return { ...mark, x: x.slice(0, count), y: y.slice(0, count) };
}

/** @type {{[K in Kind]: (mark: Extract<Mark, {kind: K}>, drawing: Drawing & {index: number}) => unknown}} */
const KINDS = {
  line(mark, { lines }) {
    const [x, y] = mark.closed
      ? [
          [...mark.x, mark.x[0]],
          [...mark.y, mark.y[0]],
        ]
      : [mark.x, mark.y];
    const strokeDasharray = mark.ghost ? GHOST.dash : dash(mark, lines) || undefined;
    return line(
      { length: x.length },
      {
        x,
        y,
        stroke: colour(mark.role),
        strokeWidth: width(mark),
        strokeDasharray,
        strokeOpacity: mark.ghost ? GHOST.opacity : undefined,
        strokeLinejoin: "round",
        strokeLinecap: "butt",
        clip: true,
      },
    );
  },
  area(mark, { y, lines }) {
    const base = Array.isArray(mark.base) ? mark.base : y.scale === "log" ? y.domain[0] : mark.base;
    const y1 = Array.isArray(base) ? base : mark.x.map(() => base);
    const filled = areaY(
      { length: mark.x.length },
      { x: mark.x, y1, y2: mark.y, fill: colour(mark.role), fillOpacity: OPACITIES.area, clip: true },
    );
    const outlined = lines.some(({ name }) => name === mark.name)
      ? undefined
      : line(
          { length: mark.x.length },
          {
            x: mark.x,
            y: mark.y,
            stroke: colour(mark.role),
            strokeWidth: WIDTHS.outline,
            strokeDasharray: dash(mark, [0, 0]) || undefined,
            clip: true,
          },
        );
    return [filled, outlined];
  },
  dots(mark, { em }) {
    const stroked = STROKED.includes(mark.symbol);
    const paint = stroked
      ? { stroke: colour(mark.role), strokeWidth: WIDTHS.stroked }
      : { fill: colour(mark.role), stroke: mark.size >= 4 ? "var(--paper)" : undefined, strokeWidth: 1 };
    return dot({ length: mark.x.length }, { x: mark.x, y: mark.y, r: (mark.size * em) / 15, symbol: symbol(mark), ...paint, clip: true });
  },
  discs(mark, { x, wide }) {
    const unit = wide / (x.domain[1] - x.domain[0]);
    const r = { value: mark.r.map((radius) => radius * unit), scale: null };
    return dot(
      { length: mark.x.length },
      {
        x: mark.x,
        y: mark.y,
        r,
        fill: colour(mark.role),
        fillOpacity: OPACITIES.discs,
        stroke: colour(mark.role),
        strokeOpacity: OPACITIES.outline,
        strokeWidth: WIDTHS.discs,
        clip: true,
      },
    );
  },
  arrows(mark) {
    const x2 = mark.x.map((value, index) => value + mark.dx[index]);
    const y2 = mark.y.map((value, index) => value + mark.dy[index]);
    return arrow(
      { length: x2.length },
      { x1: mark.x, y1: mark.y, x2, y2, stroke: colour(mark.role), strokeWidth: WIDTHS.arrows, headLength: 5, clip: true },
    );
  },
  bars(mark, { y }) {
    const base = y.scale === "log" ? y.domain[0] : 0;
    const data = { x1: mark.edges.slice(0, -1), x2: mark.edges.slice(1), y1: mark.y.map(() => base), y2: mark.y };
    return rect(
      { length: mark.y.length },
      { ...data, fill: colour(mark.role), fillOpacity: OPACITIES.bars, insetLeft: 0.5, insetRight: 0.5, clip: true },
    );
  },
  heat: (mark) =>
    raster(mark.values, {
      width: mark.columns,
      height: mark.rows,
      x1: mark.x[0],
      x2: mark.x[1],
      y1: mark.y[0],
      y2: mark.y[1],
      imageRendering: "auto",
    }),
  rule(mark, { words, em, x, y, index, tall }) {
    const style = { stroke: colour(mark.role), strokeWidth: WIDTHS.rule, strokeDasharray: mark.dash ? RULE : undefined, clip: true };
    const name = words(mark.name);
    const label = {
      fill: `color-mix(in srgb, ${colour(mark.role)} 60%, var(--ink))`,
      fontWeight: 600,
      stroke: "var(--paper)",
      strokeWidth: 4,
    };
    if (mark.x !== null) {
      const late = shareOf(x, mark.x) > 0.6;
      const aside = { textAnchor: late ? "end" : "start", dx: late ? -5 : 5, frameAnchor: "top", dy: em * (0.75 + 1.3 * index) };
      return [ruleX([mark.x], style), name ? text([name], { x: [mark.x], ...aside, ...label }) : undefined];
    }
    const high = mark.y !== null && (1 - shareOf(y, mark.y)) * tall < 1.6 * em; // no room above it
    return [
      ruleY([mark.y], style),
      name
        ? text([name], { y: [mark.y], frameAnchor: "right", textAnchor: "end", dx: -4, dy: high ? 0.8 * em : -0.7 * em, ...label })
        : undefined,
    ];
  },
  band(mark, { words, em, x, y, wide }) {
    const name = words(mark.name);
    // its middle, but not beyond the figure
    const half = (0.27 * em * name.length) / wide;
    const [from, to] = mark.x.map((end) => Math.min(1, Math.max(0, shareOf(x, end))));
    const middle = (from + to) / 2;
    const shift = (Math.min(1 - half, Math.max(half, middle)) - middle) * wide;
    return [
      rect([0], {
        x1: [mark.x[0]],
        x2: [mark.x[1]],
        y1: [y.domain[0]],
        y2: [y.domain[1]],
        fill: colour(mark.role),
        fillOpacity: OPACITIES.band,
        clip: true,
      }),
      name
        ? text([name], {
            frameAnchor: "bottom-left",
            textAnchor: "middle",
            dx: middle * wide + shift,
            dy: -0.5 * em,
            fill: "var(--quiet)",
            stroke: "var(--paper)",
            strokeWidth: 4,
          })
        : undefined,
    ];
  },
  text(mark, { words, write }) {
    const anchor = mark.anchor ?? "middle";
    const paint = mark.role === "note" ? "var(--ink)" : `color-mix(in srgb, ${colour(mark.role)} 70%, var(--ink))`;
    const content = typeof mark.value === "number" ? write(mark.value) : (mark.value ?? words(mark.name));
    return text([content], {
      x: [mark.x],
      y: [mark.y],
      textAnchor: anchor,
      fill: paint,
      fontWeight: 600,
      stroke: "var(--paper)",
      strokeWidth: 4,
    });
  },
  handle: () => undefined, // drawn above the figure, where it can be dragged
};

/**
 * Plot's marks.
 * @param {Mark[]} marks
 * @param {Drawing} drawing
 */
export function marksOf(marks, drawing) {
  const vertical = marks.filter((mark) => mark.kind === "rule" && mark.x !== null && mark.name);
  return marks.map((mark) => {
    const draw = /** @type {(mark: Mark, drawing: Drawing & {index: number}) => unknown} */ (KINDS[mark.kind]);
    return draw(shown(mark, drawing.state), { ...drawing, index: vertical.indexOf(mark) % 3 });
  });
}
