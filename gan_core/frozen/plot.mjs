// The figure of curves, drawn by plotly in the page's own colours.

import { h } from "../../web/shared/browser/dom.mjs";

/**
 * @typedef {object} FigureData traces once; names and layout in every language
 * @property {Record<string, unknown>[]} data
 * @property {Record<string, {names: string[], layout: Record<string, any>}>} words
 */
/**
 * @typedef {HTMLElement & {on: (name: string, listener: (event: {xvals?: number[]}) => void) => void}} Plot
 */

const GRID = "rgba(128, 128, 128, 0.3)"; // on light and on dark
const CONFIG = {
  responsive: true,
  displaylogo: false,
  modeBarButtonsToRemove: ["select2d", "lasso2d"],
  toImageButtonOptions: { scale: 2 },
};

/** @type {{newPlot: (...parts: unknown[]) => Promise<Plot>}} */
const plotly = /** @type {any} */ (globalThis).Plotly;

/** The page's colours, light or dark. */
function colours() {
  const style = getComputedStyle(document.body);
  return { ink: style.color, paper: style.backgroundColor, font: style.fontFamily };
}

/**
 * @param {FigureData} figure
 * @param {string} language
 * @param {(step: number) => void} hover
 */
export function makeFigure({ data, words }, language, hover) {
  const element = h("div", { class: "plot" });
  const { names, layout } = words[language];
  const traces = data.map((trace, index) => ({ ...trace, name: names[index], ...(trace.text ? { text: [names[index]] } : {}) }));
  const draw = async () => {
    const { ink, paper, font } = colours();
    const axes = Object.keys(layout).filter((key) => key.includes("axis"));
    const grid = { gridcolor: GRID, zeroline: false, linecolor: GRID };
    const themed = {
      ...layout,
      ...Object.fromEntries(axes.map((key) => [key, { ...layout[key], ...grid }])),
      font: { color: ink, family: font },
      paper_bgcolor: paper,
      plot_bgcolor: paper,
      hoverlabel: { bgcolor: paper, font: { color: ink } },
    };
    const plot = await plotly.newPlot(element, traces, themed, CONFIG);
    plot.on("plotly_hover", ({ xvals }) => xvals?.length && hover(xvals[0]));
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => element.isConnected && draw());
  return { element, draw };
}
