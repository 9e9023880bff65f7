// Formulas by KaTeX. Its fonts belong to the document: a shadow root cannot bring any.

import { h } from "../../shared/browser/dom.mjs";
import { renderToString } from "../../shared/vendor/katex.mjs";

const vendored = (name) => new URL(`../../shared/vendor/${name}`, import.meta.url).href;

/** Make fonts and looks ready for the formulas below `root`. */
export async function prepareFormulas(root) {
  const id = "formula-fonts";
  if (!document.getElementById(id)) document.head.append(h("link", { id, rel: "stylesheet", href: vendored("katex-fonts.css") }));
  const sheet = new CSSStyleSheet();
  const style = await fetch(vendored("katex.css"));
  sheet.replaceSync(await style.text());
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

const made = new Map(); // LaTeX -> HTML

/** A formula in the line. */
export function formula(tex) {
  if (!made.has(tex)) made.set(tex, renderToString(tex, { throwOnError: false, output: "htmlAndMathml" }));
  const element = h("span", { class: "formula" });
  element.innerHTML = made.get(tex);
  return element;
}

/** Where a formula is from. */
export function sourceOf({ source, url }) {
  if (!source) return undefined;
  return url ? h("a", { class: "from", href: url, target: "_blank", rel: "noopener" }, source) : h("span", { class: "from" }, source);
}
