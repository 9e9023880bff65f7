// A drawing as a file that any program can show: own background, title, what belongs to it, legend; its looks written into it.

import { svg } from "./dom.mjs";
import { frozen, paper, savePng, saveSvg } from "./files.mjs";

/** @import {MadeBy} from "../../../gan_core/browser/provenance.mjs" */
/**
 * @typedef {{name: string, title: string, notes?: string[], chart: SVGElement, legend?: {label: string, sign: SVGElement}[], madeBy?: MadeBy}} Sheet
 *   `madeBy`: the model, where it holds generated pictures
 */

const MARGIN = 20;
const HEAD = 44;
const NOTE = { size: 12, step: 17, letter: 6.3 };
const ROW = 24;
const NARROWEST = 380; // of notes

/**
 * `chart`: an SVG element that is on the page, for its colours are the page's; `notes`: lines below the title;
 * `legend`: [{label, sign}], each sign an SVG element of 32 by 14.
 * @param {Sheet} sheet
 * @param {"svg" | "png"} kind
 */
export function saveSheet({ name, title, notes = [], chart, legend = [], madeBy }, kind) {
  const [wide, tall] = ["width", "height"].map((side) => Number(chart.getAttribute(side)));
  const { color, fontFamily } = getComputedStyle(chart);
  const lines = notes.flatMap((note) => wrapped(note, Math.max(wide, NARROWEST) / NOTE.letter));
  const head = HEAD + NOTE.step * lines.length;
  /** @type {(step: number, entries: string[]) => number} */
  const widest = (step, entries) => Math.max(0, ...entries.map((words) => step * words.length));
  const labels = legend.map(({ label }) => label);
  const width = 2 * MARGIN + Math.max(wide, widest(10, [title]), widest(NOTE.letter, lines), legend.length ? 44 + widest(7.5, labels) : 0);
  const height = tall + head + ROW * legend.length + 2 * MARGIN;

  /** @type {(words: string, attributes: Record<string, unknown>) => SVGTextElement} */
  const written = (words, attributes) => {
    const text = svg("text", { fill: color, "text-anchor": "start", ...attributes });
    text.textContent = words;
    return text;
  };
  const entries = legend.map(({ label, sign }, index) => {
    for (const [side, value] of Object.entries({ width: 32, height: 14 })) sign.setAttribute(side, String(value));
    return svg(
      "g",
      { transform: `translate(${MARGIN} ${head + tall + MARGIN + index * ROW})` },
      sign,
      written(label, { x: 44, y: 11, "font-size": 14 }),
    );
  });
  const drawing = [...chart.children].filter((child) => child instanceof SVGElement).map(frozen);
  chart.append(...entries); // so that their colours are computed
  const listed = entries.map(frozen);
  for (const entry of entries) entry.remove();

  const sheet = svg("svg", {
    xmlns: "http://www.w3.org/2000/svg",
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    "font-family": `${fontFamily}, sans-serif`,
  });
  sheet.append(svg("rect", { width, height, fill: paper() }), written(title, { x: MARGIN, y: 28, "font-size": 18, "font-weight": 650 }));
  sheet.append(...lines.map((line, index) => written(line, { x: MARGIN, y: HEAD + 4 + index * NOTE.step, "font-size": NOTE.size })));
  sheet.append(svg("g", { transform: `translate(${MARGIN} ${head})` }, drawing), ...listed);
  (kind === "svg" ? saveSvg : savePng)(sheet, name, madeBy);
}

/**
 * Lines of at most so many letters, broken between words.
 * @param {string} words
 * @param {number} most
 */
export function wrapped(words, most) {
  /** @type {string[]} */
  const lines = [];
  for (const word of words.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < most) lines.splice(-1, 1, `${last} ${word}`);
    else lines.push(word);
  }
  return lines;
}
