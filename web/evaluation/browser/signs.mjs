// What tells the models of one chart apart: colour, symbol and dashes.

import { svg } from "../../shared/browser/dom.mjs";

/** @typedef {"circle" | "square" | "triangle" | "diamond"} Shape */
/** @typedef {{role: string, symbol: Shape, dashes: string | undefined}} Sign */

/** @type {Sign[]} of the first, second, ... model */
export const SIGNS = [
  { role: "generated", symbol: "circle", dashes: undefined },
  { role: "discriminator", symbol: "square", dashes: "6 4" },
  { role: "generator", symbol: "triangle", dashes: "2 3" },
  { role: "real", symbol: "diamond", dashes: "9 3 2 3" },
];

/** @type {Record<Shape, string>} */
const SHAPES = {
  circle: "M21 7a5 5 0 1 1-10 0a5 5 0 1 1 10 0z",
  square: "M11.5 2.5h9v9h-9z",
  triangle: "M16 1.5l6 10.5h-12z",
  diamond: "M16 1l6 6-6 6-6-6z",
};

/**
 * A sign as it stands in a legend.
 * @param {Sign} sign
 */
export function signOf({ role, symbol, dashes }) {
  const paint = `var(--role-${role})`;
  const line = svg("path", { d: "M1 7h30", stroke: paint, "stroke-width": 2, "stroke-dasharray": dashes });
  const shape = svg("path", { d: SHAPES[symbol], fill: paint });
  return svg("svg", { class: "sign", viewBox: "0 0 32 14", width: 32, height: 14, "aria-hidden": "true" }, line, shape);
}
