// "Use it": the PyTorch lines, the figure as SVG and PNG, the animation as GIF and as one HTML file.

import { h, svg } from "../shared/dom.mjs";
import { address } from "./query.mjs";

const KEPT = ["fill", "stroke", "stroke-width", "stroke-dasharray", "font-size", "font-weight", "font-family", "text-anchor", "dominant-baseline", "text-decoration", "opacity"];
const PNG_SCALE = 2;

export function makeShare(stage) {
  const code = h("code", { "data-testid": "torch-code" });
  const copied = h("span", { class: "hint", role: "status" });
  const copy = h("button", { type: "button", onclick: async () => {
    await copyText(code.textContent);
    copied.textContent = stage.text("copied");
  } }, stage.text("copy"));
  const gif = h("a", { class: "button", download: "convolution.gif" }, stage.text("gif"));
  const page = h("a", { class: "button", download: "convolution.html" }, stage.text("html"));
  const figure = [["SVG", (drawn) => save(new Blob([drawn.text], { type: "image/svg+xml" }), "convolution.svg")], ["PNG", savePng]].map(([label, act]) =>
    h("button", { type: "button", onclick: () => act(exported(stage.figures(), getComputedStyle(stage.root.querySelector?.(".stage") ?? code))) }, stage.text("figure_as", { label })));
  const element = h("section", { class: "share" }, h("h2", {}, stage.text("share_title")),
    h("div", { class: "code" }, h("pre", { tabindex: 0, role: "group", "aria-label": stage.text("code_label") }, code), h("div", { class: "row" }, copy, copied)),
    h("div", { class: "files" }, figure, gif, page));
  const render = () => {
    code.textContent = stage.answer.code;
    copied.textContent = "";
    gif.href = address("gif", stage.question());
    page.href = address("page", `${stage.question()}&lang=${stage.data.language}`);
    const drawable = stage.state.tab === "transposed" || stage.state.tab === "convolution";
    element.querySelector(".files").hidden = !drawable;
  };
  return { element, render };
}

/** The clipboard, also where the page is not served securely (a class over plain HTTP). */
async function copyText(words) {
  if (navigator.clipboard) return navigator.clipboard.writeText(words);
  const area = h("textarea", { "aria-hidden": "true", style: "position:fixed;opacity:0" });
  area.value = words;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
  return undefined;
}

/** All figures on the screen side by side in one SVG whose looks are written into it: any program can show it. */
function exported(figures, theme) {
  const sheet = svg("svg", { xmlns: "http://www.w3.org/2000/svg", "font-family": "sans-serif" });
  let left = 20;
  let height = 0;
  for (const { title, element } of figures) {
    const box = element.viewBox.baseVal;
    const copy = svg("g", { transform: `translate(${left - box.x} ${50 - box.y})` });
    for (const child of element.children) copy.append(frozen(child));
    const head = svg("text", { x: left + box.width / 2, y: 26, "font-size": 18, "font-weight": 650, "text-anchor": "middle", fill: theme.color });
    head.textContent = title;
    sheet.append(head, copy);
    left += Math.max(box.width, 9.5 * title.length) + 40;
    height = Math.max(height, box.height);
  }
  const [width, tall] = [left - 20, height + 70];
  Object.entries({ viewBox: `0 0 ${width} ${tall}`, width, height: tall }).forEach(([name, value]) => sheet.setAttribute(name, value));
  const paper = getComputedStyle(document.querySelector(".stApp") ?? document.body).backgroundColor;
  sheet.prepend(svg("rect", { width, height: tall, fill: paper }));
  return { text: new XMLSerializer().serializeToString(sheet), width, height: tall };
}

/** A copy of an SVG element with the styles it has on the screen; what is hidden is left out. */
function frozen(element) {
  const style = getComputedStyle(element);
  const copy = element.cloneNode(false);
  if (style.visibility === "hidden") return svg("g");
  for (const name of KEPT) copy.setAttribute(name, rgb(style.getPropertyValue(name)));
  if (element.style.transform) copy.setAttribute("transform", element.style.transform.replaceAll("px", "").replace(",", " "));
  copy.removeAttribute("class");
  copy.removeAttribute("style");
  copy.append(...[...element.childNodes].map((child) => (child.nodeType === Node.TEXT_NODE ? child.cloneNode() : frozen(child))));
  return copy;
}

/** Mixed colours are computed as `color(srgb r g b)`, which only browsers read: rgb() for everybody. */
function rgb(value) {
  const match = value.match(/^color\(srgb ([\d.]+) ([\d.]+) ([\d.]+)/);
  return match ? `rgb(${match.slice(1).map((part) => Math.round(255 * Number(part))).join(",")})` : value;
}

function savePng({ text, width, height }) {
  const image = new Image();
  image.onload = () => {
    const canvas = h("canvas", { width: PNG_SCALE * width, height: PNG_SCALE * height });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => save(blob, "convolution.png"));
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
}

function save(blob, name) {
  const url = URL.createObjectURL(blob);
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
