// Tabs as the ARIA practices want them: arrow keys, Home and End; only the chosen one is a stop of the tab key.

import { h } from "./dom.mjs";

/**
 * `label(name)`, `panel(name)` (id of what it controls), `choose(name)`. `render(chosen)` shows which one is open.
 * @param {{names: readonly string[], title: string, label: (name: string) => string, panel: (name: string) => string, choose: (name: string) => void}} options
 */
export function makeTabs({ names, title, label, panel, choose }) {
  const tabs = names.map((name) =>
    h("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": panel(name), onclick: () => choose(name) }, label(name)),
  );
  const element = h("div", { role: "tablist", "aria-label": title, class: "tabs" }, tabs);
  const now = () => tabs.findIndex((tab) => tab.getAttribute("aria-selected") === "true");
  element.addEventListener("keydown", (event) => {
    /** @type {Record<string, number>} */
    const places = { ArrowRight: now() + 1, ArrowLeft: now() - 1, Home: 0, End: names.length - 1 };
    const next = places[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const index = (next + names.length) % names.length;
    choose(names[index]);
    tabs[index].focus();
  });
  /** @param {string} chosen */
  const render = (chosen) => {
    tabs.forEach((tab, index) => {
      tab.setAttribute("aria-selected", String(names[index] === chosen));
      tab.tabIndex = names[index] === chosen ? 0 : -1;
    });
  };
  return { element, render };
}
