// Colours of a map: from fake to real where it parts, from paper to ink where it does not.

import { h } from "../../shared/browser/dom.mjs";

const INK = 0.6; // of a map's ends: points and arrows of the same colours must be seen on it

/** The scale that Plot takes, its ends, and a bar for the legend; `paint(role)` gives a colour as it is on the screen. */
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
  return { plot: { type: "diverging", domain: ends, pivot: mark.middle, range: [...range], unknown: "transparent", interpolate: "rgb" }, low: ends[0], high: ends[1], bar: bar(range) };
}

/** A colour of the screen, mixed with paper. */
function soft(colour, paper) {
  const [one, other] = [colour, paper].map((text) => text.match(/[\d.]+/g).map(Number));
  return `rgb(${one.map((part, index) => Math.round(INK * part + (1 - INK) * other[index])).join(",")})`;
}

function bar(colours) {
  const canvas = h("canvas", { width: 64, height: 4 });
  const context = canvas.getContext("2d");
  const gradient = context.createLinearGradient(0, 0, 64, 0);
  colours.forEach((one, index) => gradient.addColorStop(index / (colours.length - 1), one));
  context.fillStyle = gradient;
  context.fillRect(0, 0, 64, 4);
  return canvas.toDataURL();
}
