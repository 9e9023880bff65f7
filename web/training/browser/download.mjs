// Files to take home of a run.

import { runPath } from "../../runs/browser/paths.mjs";
import { h } from "../../shared/browser/dom.mjs";

/** @import {Drawer} from "./drawers.mjs" */
/** @import {Stage} from "./types.mjs" */

const KINDS = ["weights", "samples", "numbers", "run"]; // web/training/downloads.py

/**
 * @param {Stage} stage
 * @returns {Drawer}
 */
export function makeDownload(stage) {
  const { text } = stage;
  const links = KINDS.map((kind) => ({ kind, element: h("a", { class: "button", download: "" }, text(`download_${kind}`)) }));
  const begin = () => {
    for (const { kind, element } of links) element.href = runPath(stage.name, `/files/${kind}`);
  };
  const row = h("div", { class: "row" }, ...links.map((link) => link.element));
  return { element: h("div", { class: "drawer" }, row, h("p", { class: "hint" }, text("download_hint"))), begin };
}
