// Colours of a map: from fake to real where it parts, from paper to ink where it does not.

import { h } from "../../shared/browser/dom.mjs";
import { mix } from "../../shared/browser/theme.mjs";
import { MAP_INK } from "./style_table.mjs";

/** @import {Heat, HeatScale} from "./types.mjs" */

/**
 * The scale that Plot takes, its ends, and a bar for the legend.
 * @param {Heat} mark
 * @param {(variable: string) => string} paint a colour as it is on the screen, rgb()
 * @returns {HeatScale}
 */
export function heatScale(mark, paint) {
  const finite = mark.values.filter((value) => value !== null);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  if (mark.middle === null) {
    const range = [paint("--paper"), paint("--role-discriminator")];
    return { plot: { type: "linear", domain: [low, high], range, unknown: "transparent" }, low, high, bar: bar(range) };
  }
  const reach = Math.max(high - mark.middle, mark.middle - low) || 1;
  const paper = paint("--paper");
  const range = [soft(paint("--role-generated"), paper), paper, soft(paint("--role-real"), paper)];
  const ends = [mark.middle - reach, mark.middle + reach];
  return {
    plot: { type: "diverging", domain: ends, pivot: mark.middle, range: [...range], unknown: "transparent", interpolate: "rgb" },
    low: ends[0],
    high: ends[1],
    bar: bar(range),
  };
}

/** @type {(colour: string, paper: string) => string} */
const soft = (colour, paper) => mix(paper, colour, MAP_INK);

/**
 * A picture of the scale, as an address.
 * @param {string[]} colours
 */
function bar(colours) {
  const canvas = h("canvas", { width: 64, height: 4 });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const gradient = context.createLinearGradient(0, 0, 64, 0);
  for (const [index, one] of colours.entries()) gradient.addColorStop(index / (colours.length - 1), one);
  context.fillStyle = gradient;
  context.fillRect(0, 0, 64, 4);
  return canvas.toDataURL();
}
