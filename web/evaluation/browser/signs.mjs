// What tells the models of one chart apart: colour, symbol and dashes.

import { svg } from "../../shared/browser/dom.mjs";

/** Of the first, second, ... model. */
export const SIGNS = [["generated", "circle", ""], ["discriminator", "square", "6 4"], ["generator", "triangle", "2 3"], ["real", "diamond", "9 3 2 3"]];

const SHAPES = { circle: "M21 7a5 5 0 1 1-10 0a5 5 0 1 1 10 0z", square: "M11.5 2.5h9v9h-9z", triangle: "M16 1.5l6 10.5h-12z", diamond: "M16 1l6 6-6 6-6-6z" };

/** A sign as it stands in a legend. */
export function signOf([role, symbol, dashes]) {
  const paint = `var(--role-${role})`;
  return svg("svg", { class: "sign", viewBox: "0 0 32 14", width: 32, height: 14, "aria-hidden": "true" },
    svg("path", { d: "M1 7h30", stroke: paint, "stroke-width": 2, "stroke-dasharray": dashes || undefined }),
    svg("path", { d: SHAPES[symbol], fill: paint }));
}
