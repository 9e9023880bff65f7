// All stops of the tour, or all pages, to jump to.

import { h } from "../../shared/browser/dom.mjs";
import { openDialog } from "./dialog.mjs";

/** @typedef {{title: string, here: boolean, go: () => void}} Place */

/** @param {(key: string) => string} text */
export function makeOverview(text) {
  const dialog = h("dialog", { class: "presenter-dialog overview" });
  document.body.append(dialog);
  /** @type {(event: KeyboardEvent) => void} */
  const onkey = (event) => {
    const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (event.key.toLowerCase() === "o") dialog.close();
    if (!by) return;
    event.preventDefault();
    const buttons = [...dialog.querySelectorAll("button")];
    const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    buttons[Math.min(Math.max(0, at + by), buttons.length - 1)]?.focus();
  };
  dialog.addEventListener("keydown", onkey);
  return {
    /** @param {Place[]} places */
    open(places) {
      const rows = places.map(({ title, here, go }) => {
        const onclick = () => {
          dialog.close();
          go();
        };
        return h("li", {}, h("button", { type: "button", "aria-current": here && "step", onclick }, title));
      });
      dialog.replaceChildren(h("h2", {}, text("presenter_overview")), h("ol", {}, rows));
      openDialog(dialog);
      /** @type {HTMLElement | null} */ (dialog.querySelector("[aria-current]"))?.focus();
    },
    close: () => dialog.open && dialog.close(),
  };
}
