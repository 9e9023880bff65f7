// A figure as a file that any program can show: own background, title, legend; its looks written into it.

import { svg } from "../shared/dom.mjs";
import { frozen, paper, savePng, saveSvg } from "../shared/files.mjs";
import { namesOf, swatch } from "./looks.mjs";

const MARGIN = 20;
const HEAD = 44;
const ROW = 24;

/** `kind` is "svg" or "png". */
export function saveFigure({ name, title, chart, marks, lines, scale, words }, kind) {
  const [wide, tall] = ["width", "height"].map((side) => Number(chart.getAttribute(side)));
  const { color, fontFamily } = getComputedStyle(chart);
  const names = namesOf(marks);
  const longest = Math.max(0, ...names.map((key) => words(key).length));
  const width = Math.max(wide + 2 * MARGIN, 2 * MARGIN + 10 * title.length, 2 * MARGIN + 44 + 7.5 * longest);
  const height = tall + HEAD + ROW * names.length + 2 * MARGIN;

  const entries = names.map((key, index) => {
    const sign = swatch(marks.filter((mark) => mark.name === key), lines, scale);
    const label = svg("text", { x: 44, y: 11, "font-size": 14, "text-anchor": "start", fill: color });
    label.textContent = words(key);
    for (const [side, value] of Object.entries({ width: 32, height: 14 })) sign.setAttribute(side, value);
    return svg("g", { transform: `translate(${MARGIN} ${HEAD + tall + MARGIN + index * ROW})` }, sign, label);
  });
  const drawing = [...chart.children].map(frozen);
  chart.append(...entries); // so that their colours are computed
  const legend = entries.map(frozen);
  entries.forEach((entry) => entry.remove());

  const head = svg("text", { x: MARGIN, y: 28, "font-size": 18, "font-weight": 650, fill: color });
  head.textContent = title;
  const sheet = svg("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}`, "font-family": `${fontFamily}, sans-serif` });
  sheet.append(svg("rect", { width, height, fill: paper() }), head);
  sheet.append(svg("g", { transform: `translate(${MARGIN} ${HEAD})` }, drawing), ...legend);
  (kind === "svg" ? saveSvg : savePng)(sheet, name);
}
