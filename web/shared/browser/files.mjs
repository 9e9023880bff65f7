// Figures as files, and words on the clipboard.

import { metadata, pngOf } from "../../../gan_core/browser/provenance.mjs";
import { h, svg } from "./dom.mjs";

/** @import {MadeBy} from "../../../gan_core/browser/provenance.mjs" */

const STYLES = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-opacity",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linejoin",
  "stroke-linecap",
  "paint-order",
  "font-size",
  "font-weight",
  "font-style",
  "font-family",
  "text-anchor",
  "dominant-baseline",
  "text-decoration",
  "opacity",
  "image-rendering",
];
const PNG_SCALE = 2;

/**
 * A copy of an SVG element with the styles it has on the screen; what is hidden is left out.
 * @param {SVGElement} element
 * @returns {SVGElement}
 */
export function frozen(element) {
  const style = getComputedStyle(element);
  const copy = /** @type {SVGElement} */ (element.cloneNode(false));
  if (style.visibility === "hidden" || style.display === "none" || element.tagName === "style") return svg("g");
  for (const name of STYLES) copy.setAttribute(name, rgb(style.getPropertyValue(name)));
  if (element.style.transform) copy.setAttribute("transform", element.style.transform.replaceAll("px", "").replace(",", " "));
  copy.removeAttribute("class");
  copy.removeAttribute("style");
  copy.append(...[...element.childNodes].map((child) => (child instanceof SVGElement ? frozen(child) : child.cloneNode())));
  return copy;
}

/**
 * Mixed colours are computed as `color(srgb r g b)`, which only browsers read: rgb() for all programs.
 * @param {string} value
 */
export function rgb(value) {
  const match = value.match(/^color\(srgb ([\d.]+) ([\d.]+) ([\d.]+)(?: \/ ([\d.]+))?/);
  if (!match) return value;
  const parts = match.slice(1, 4).map((part) => Math.round(255 * Number(part)));
  return match[4] ? `rgba(${parts.join(",")},${match[4]})` : `rgb(${parts.join(",")})`;
}

/** The page's own background. */
export const paper = () => getComputedStyle(document.querySelector(".stApp") ?? document.body).backgroundColor;

/**
 * Save an SVG element that needs nothing around it.
 * @param {SVGElement} element
 * @param {string} name
 * @param {MadeBy} [madeBy] the model, where the picture holds generated ones
 */
export function saveSvg(element, name, madeBy) {
  const written = new XMLSerializer().serializeToString(element);
  const mark = madeBy ? `<metadata>${metadata(madeBy)}</metadata>` : "";
  const marked = written.replace(/<svg[^>]*>/, (start) => start + mark);
  saveBlob(new Blob([marked], { type: "image/svg+xml" }), `${name}.svg`);
}

/**
 * The same as a picture, at twice its size.
 * @param {SVGElement} element
 * @param {string} name
 * @param {MadeBy} [madeBy]
 */
export function savePng(element, name, madeBy) {
  const [width, height] = ["width", "height"].map((side) => Number(element.getAttribute(side)));
  const image = new Image();
  image.onload = async () => {
    const canvas = new OffscreenCanvas(PNG_SCALE * width, PNG_SCALE * height);
    /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d")).drawImage(image, 0, 0, canvas.width, canvas.height);
    saveBlob(madeBy ? await pngOf(canvas, madeBy) : await canvas.convertToBlob(), `${name}.png`);
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(element))}`;
}

/**
 * Save what was made in the browser.
 * @param {Blob} blob
 * @param {string} name
 */
export function saveBlob(blob, name) {
  const url = URL.createObjectURL(blob);
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/**
 * The clipboard, also where the page is not served securely (a class over plain HTTP).
 * @param {string} words
 */
export async function copyText(words) {
  if (navigator.clipboard) return navigator.clipboard.writeText(words);
  const area = h("textarea", { "aria-hidden": "true", style: "position:fixed;opacity:0" });
  area.value = words;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
  return undefined;
}

/**
 * A button that copies an element's words, and where it says that it did.
 * @param {Element} code
 * @param {string} label
 * @param {string} done
 */
export function makeCopy(code, label, done) {
  const copied = h("span", { class: "hint", role: "status" });
  const onclick = async () => {
    await copyText(code.textContent ?? "");
    copied.textContent = done;
  };
  return [h("button", { type: "button", onclick }, label), copied];
}
