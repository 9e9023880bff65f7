// What opens below the bar: settings to change, more epochs, a fork, files to take home, name and sharing, the presenter's PIN.

import { h } from "../../shared/browser/dom.mjs";
import { makeChange } from "./change.mjs";
import { makeDownload } from "./download.mjs";
import { makeExtend } from "./extend.mjs";
import { makeFork } from "./fork.mjs";
import { makeManage } from "./manage.mjs";

/** @import {Stage} from "./types.mjs" */
/** @typedef {{element: HTMLElement, begin: () => void, render?: () => void}} Drawer */

/** @param {Stage} stage */
export function makeDrawers(stage) {
  /** @type {Record<string, Drawer>} */
  const drawers = {
    change: makeChange(stage),
    extend: makeExtend(stage),
    fork: makeFork(stage),
    download: makeDownload(stage),
    manage: makeManage(stage),
    pin: makePin(stage),
  };
  for (const [name, drawer] of Object.entries(drawers)) {
    const attributes = { id: `drawer-${name}`, role: "group", "aria-label": stage.text(`${name}_title`), hidden: "" };
    for (const [key, value] of Object.entries(attributes)) drawer.element.setAttribute(key, value);
  }
  const element = h(
    "div",
    { class: "drawers" },
    Object.values(drawers).map((drawer) => drawer.element),
  );
  const openers = () => stage.host.querySelectorAll("[aria-controls^=drawer-]");
  const show = (/** @type {string} */ name) => {
    if (all.open === name) return;
    all.open = name;
    for (const [key, drawer] of Object.entries(drawers)) drawer.element.hidden = key !== name;
    drawers[name]?.begin();
    for (const opener of openers()) opener.setAttribute("aria-expanded", String(opener.getAttribute("aria-controls") === `drawer-${name}`));
  };
  /** By the keyboard: back to the button it was opened with. */
  const close = () => {
    const opener = stage.host.querySelector(`[aria-controls="drawer-${all.open}"]`);
    show("");
    if (opener instanceof HTMLElement) opener.focus();
  };
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  });
  const all = {
    element,
    open: "",
    close: () => show(""),
    /** @param {string} name */
    toggle(name) {
      if (all.open === name) return close();
      show(name);
      const first = drawers[name].element.querySelector("input, select");
      if (first instanceof HTMLElement) first.focus();
      return undefined;
    },
    /**
     * Close what has no button any more.
     * @param {string[]} names
     */
    keep(names) {
      if (all.open && !names.includes(all.open)) show("");
    },
    render() {
      drawers[all.open]?.render?.();
    },
  };
  return all;
}

/**
 * The presenter takes over the controls of a visitor's run.
 * @param {Stage} stage
 * @returns {Drawer}
 */
function makePin(stage) {
  const { text } = stage;
  const input = h("input", { id: "pin-input", type: "password", autocomplete: "off", maxlength: 64 });
  const apply = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!input.value) return;
    stage.usePin(input.value);
    input.value = "";
    stage.drawers.close();
  };
  const button = h("button", { class: "main" }, text("pin_apply"));
  const row = h("div", { class: "row" }, h("label", { for: "pin-input" }, text("pin_label")), input, button);
  return { element: h("form", { class: "drawer", onsubmit: apply }, row), begin: () => undefined };
}
