// A run's name, who sees it, and its end.

import { h, write } from "../../shared/browser/dom.mjs";
import { makeRefusal } from "./field.mjs";

/** @import {Drawer} from "./drawers.mjs" */
/** @import {Stage, Status} from "./types.mjs" */

const MAX_TITLE = 80; // gan_core/training/about.py

/**
 * @param {Stage} stage
 * @returns {Drawer}
 */
export function makeManage(stage) {
  const { text } = stage;
  const refusal = makeRefusal();
  const title = h("input", { id: "manage-title", type: "text", maxlength: MAX_TITLE, autocomplete: "off" });
  const who = h("span", { class: "hint", role: "status" });
  const share = h("button", { type: "button", onclick: () => stage.act(status().private ? "share" : "hide", {}, refusal.say) });
  const remove = h("button", { type: "button", class: "danger", onclick: () => removing() }, text("delete"));
  let sure = false;
  const status = () => /** @type {Status} */ (stage.a.status);

  const rename = async (/** @type {Event} */ event) => {
    event.preventDefault();
    await stage.act("rename", { title: title.value }, refusal.say);
  };
  /** The first press asks, the second deletes. */
  const removing = async () => {
    if (sure) return stage.act("delete", {}, refusal.say);
    sure = true;
    render();
    return undefined;
  };
  const render = () => {
    write(share, text(status().private ? "share" : "hide"));
    write(who, text(status().private ? "seen_by_owner" : "seen_by_all"));
    write(remove, text(sure ? "delete_sure" : "delete"));
    remove.disabled = !stage.isOver(status().state);
  };
  const begin = () => {
    sure = false;
    refusal.say("");
    title.value = status().title[stage.language];
    render();
  };
  const naming = h("label", { for: title.id }, text("manage_name"));
  const row = h("div", { class: "row" }, naming, title, h("button", { class: "main" }, text("rename")));
  const below = h("div", { class: "row" }, share, who, remove);
  return { element: h("form", { class: "drawer", novalidate: true, onsubmit: rename }, row, below, refusal.element), begin, render };
}
