// Formulas by KaTeX. Its fonts belong to the document: a shadow root cannot bring any.

import { h } from "../../shared/browser/dom.mjs";
import { renderToString } from "../../shared/vendor/katex.mjs";

/** @type {(name: string) => string} */
const vendored = (name) => new URL(`../../shared/vendor/${name}`, import.meta.url).href;

/**
 * Load fonts and styles for the formulas below `root`.
 * @param {ShadowRoot} root
 */
export async function prepareFormulas(root) {
  const id = "formula-fonts";
  if (!document.getElementById(id)) document.head.append(h("link", { id, rel: "stylesheet", href: vendored("katex-fonts.css") }));
  const sheet = new CSSStyleSheet();
  const style = await fetch(vendored("katex.css"));
  sheet.replaceSync(await style.text());
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

/** @type {Map<string, string>} */
const cache = new Map(); // LaTeX -> HTML

/**
 * A formula in the line.
 * @param {string} tex
 */
export function formula(tex) {
  const html = cache.get(tex) ?? renderToString(tex, { throwOnError: false, output: "htmlAndMathml" });
  cache.set(tex, html);
  const element = h("span", { class: "formula" });
  element.innerHTML = html;
  return element;
}

/**
 * Where a formula is from.
 * @param {{source: string, url: string}} formula
 */
export function sourceOf({ source, url }) {
  if (!source) return undefined;
  return url ? h("a", { class: "from", href: url, target: "_blank", rel: "noopener" }, source) : h("span", { class: "from" }, source);
}
