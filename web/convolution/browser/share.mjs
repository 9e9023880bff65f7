// "Use it": the PyTorch lines, the figure as SVG and PNG, the animation as GIF and as one HTML file.

import { h, svg } from "../../shared/browser/dom.mjs";
import { frozen, makeCopy, paper, savePng, saveSvg } from "../../shared/browser/files.mjs";
import { address } from "./query.mjs";

/** @import {Stage} from "./types.mjs" */

/** @param {Stage} stage */
export function makeShare(stage) {
  const code = h("code", { "data-testid": "torch-code" });
  const [copy, copied] = makeCopy(code, stage.text("copy"), stage.text("copied"));
  const gif = h("a", { class: "button", download: "convolution.gif" }, stage.text("gif"));
  const page = h("a", { class: "button", download: "convolution.html" }, stage.text("html"));
  const figure = Object.entries({ SVG: saveSvg, PNG: savePng }).map(([label, save]) =>
    h(
      "button",
      { type: "button", onclick: () => save(exported(stage.figures(), getComputedStyle(code).color), "convolution") },
      stage.text("figure_as", { label }),
    ),
  );
  const files = h("div", { class: "files" }, figure, gif, page);
  const element = h(
    "section",
    { class: "share" },
    h("h2", {}, stage.text("share_title")),
    h(
      "div",
      { class: "code" },
      h("pre", { tabindex: 0, role: "group", "aria-label": stage.text("code_label") }, code),
      h("div", { class: "row" }, copy, copied),
    ),
    files,
  );
  const render = () => {
    code.textContent = stage.answer.code;
    copied.textContent = "";
    gif.href = address("gif", stage.question());
    page.href = address("page", `${stage.question()}&lang=${stage.data.language}`);
    files.hidden = stage.state.tab !== "transposed" && stage.state.tab !== "convolution";
  };
  return { element, render };
}

/**
 * All figures on the screen side by side in one SVG with its styles written into it: any program can show it.
 * @param {{title: string, element: SVGSVGElement}[]} figures
 * @param {string} colour of the type
 */
function exported(figures, colour) {
  const sheet = svg("svg", { xmlns: "http://www.w3.org/2000/svg", "font-family": "sans-serif" });
  let left = 20;
  let height = 0;
  for (const { title, element } of figures) {
    const box = element.viewBox.baseVal;
    const copy = svg("g", { transform: `translate(${left - box.x} ${50 - box.y})` });
    for (const child of element.children) copy.append(frozen(/** @type {SVGElement} */ (child)));
    const head = svg("text", {
      x: left + box.width / 2,
      y: 26,
      "font-size": 18,
      "font-weight": 650,
      "text-anchor": "middle",
      fill: colour,
    });
    head.textContent = title;
    sheet.append(head, copy);
    left += Math.max(box.width, 9.5 * title.length) + 40;
    height = Math.max(height, box.height);
  }
  const [width, tall] = [left - 20, height + 70];
  const size = { viewBox: `0 0 ${width} ${tall}`, width, height: tall };
  for (const [name, value] of Object.entries(size)) sheet.setAttribute(name, String(value));
  sheet.prepend(svg("rect", { width, height: tall, fill: paper() }));
  return sheet;
}
