// What a role looks like: colour, dash and symbol, the same on every page; and its swatch in a legend.

import { svg } from "../../shared/browser/dom.mjs";
import { DASHES, LISTED, OPACITIES, REFERENCE, STROKED, WIDTHS } from "./style_table.mjs";

/** @import {HeatScale, Mark, Role} from "./types.mjs" */

/** @type {Record<string, keyof typeof PATHS>} */
const SYMBOLS = { circle: "circle", cross: "times", triangle: "triangle", square: "square", star: "star" };

/** @type {(role: Role) => string} */
export const colour = (role) => `var(--role-${role})`;
/** @type {(mark: {symbol: string}) => keyof typeof PATHS} */
export const symbol = (mark) => SYMBOLS[mark.symbol] ?? "circle";
/** @type {(mark: {role: Role}) => number} */
export const width = (mark) => (mark.role === "note" ? WIDTHS.note : WIDTHS.line);

/**
 * A curve's dash. Alone in its panel it needs none.
 * @param {{role: Role, dash?: boolean}} mark
 * @param {unknown[]} lines of its panel
 */
export function dash(mark, lines) {
  if (mark.dash) return REFERENCE;
  return (lines.length > 1 && DASHES[mark.role]) || "";
}

const PATHS = {
  circle: "M21 7a5 5 0 1 1-10 0a5 5 0 1 1 10 0z",
  times: "M12 3l8 8m0-8l-8 8",
  triangle: "M16 2l5.5 9.5h-11z",
  square: "M11.5 2.5h9v9h-9z",
  star: "M16 1l1.8 3.9 4.2.5-3.1 2.9.8 4.2-3.7-2.1-3.7 2.1.8-4.2L10 5.4l4.2-.5z",
};

/**
 * Whether a legend lists a mark.
 * @param {{kind: string, name: string}} mark
 */
export const isListed = ({ kind, name }) => LISTED.includes(kind) && Boolean(name);

/**
 * The names in the legend of these marks.
 * @param {{kind: string, name: string}[]} marks
 */
export const namesOf = (marks) => [...new Set(marks.filter(isListed).map(({ name }) => name))];

/**
 * A legend's sign for all marks of one name.
 * @param {Mark[]} marks
 * @param {unknown[]} lines of their panel
 * @param {HeatScale} [scale]
 */
export function swatch(marks, lines, scale) {
  const parts = marks.map((mark) => {
    const paint = colour(mark.role);
    switch (mark.kind) {
      case "line":
        return svg("path", {
          d: "M1 7h30",
          stroke: paint,
          "stroke-width": width(mark),
          "stroke-dasharray": dash(mark, lines) || undefined,
          fill: "none",
        });
      case "area":
        return svg("rect", {
          x: 1,
          y: 2,
          width: 30,
          height: 10,
          fill: paint,
          "fill-opacity": 0.25,
          stroke: marks.length > 1 ? undefined : paint,
          "stroke-dasharray": dash(mark, [0, 0]) || undefined,
        });
      case "bars":
        return svg("path", { d: "M3 13v-6h6v6zM10 13v-12h6v12zM17 13v-9h6v9zM24 13v-4h5v4z", fill: paint, "fill-opacity": OPACITIES.bars });
      case "arrows":
        return svg("path", { d: "M2 7h25m-6-5l6 5-6 5", stroke: paint, "stroke-width": 2, fill: "none" });
      case "discs":
        return svg("circle", { cx: 16, cy: 7, r: 6, fill: paint, "fill-opacity": 0.2, stroke: paint });
      case "heat":
        return svg("image", { href: scale?.bar ?? "", x: 0, y: 2, width: 32, height: 10, preserveAspectRatio: "none" });
      case "dots": {
        const stroked = STROKED.includes(mark.symbol);
        return svg("path", {
          d: PATHS[symbol(mark)],
          fill: stroked ? "none" : paint,
          stroke: stroked ? paint : undefined,
          "stroke-width": stroked ? 2 : undefined,
        });
      }
      default:
        return [];
    }
  });
  return svg("svg", { class: "swatch", viewBox: "0 0 32 14", "aria-hidden": "true" }, parts);
}
