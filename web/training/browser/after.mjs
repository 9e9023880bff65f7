// What one does with a run of this browser once it has weights, beside sliding it: score it, freeze it.

import { endpoint } from "../../shared/browser/address.mjs";
import { h } from "../../shared/browser/dom.mjs";
import { saveBlob } from "../../shared/browser/files.mjs";
import { accepted, HEADERS } from "../../shared/browser/server.mjs";
import { ask } from "./local/machine.mjs";

/** @import {Stage} from "./types.mjs" */
/** @typedef {{n: number, classes: number, accuracy: number | null, low: number, high: number}} Score */

/** @param {Stage} stage */
export function makeAfter(stage) {
  const { text } = stage;
  const said = h("span", { class: "hint", role: "status", "data-testid": "local-after" });
  /** @type {Record<string, (name: string) => Promise<void>>} */
  const actions = {
    async slide(name) {
      await ask("act", { name, action: "save", body: {} }).catch(() => undefined); // one that sleeps is saved already
    },
    async score(name) {
      said.textContent = text("score_here_busy");
      said.textContent = sentence(stage, await ask("score", { name }));
    },
    async freeze(name) {
      const parts = await ask("freeze", { name });
      const page = await accepted(
        await fetch(endpoint("browser-runs/frozen"), { method: "POST", headers: HEADERS, body: new Blob(parts) }),
      );
      saveBlob(await page.blob(), `${name}.html`);
      said.textContent = text("frozen_here");
    },
  };
  return {
    element: said,
    /** Throws Refused. @param {string} action @param {string} name */
    async act(action, name) {
      said.textContent = "";
      await actions[action](name);
    },
    clear() {
      said.textContent = "";
    },
  };
}

/**
 * @param {Stage} stage
 * @param {Score} score
 */
function sentence({ text, percent, decimal }, { n, classes, accuracy, low, high }) {
  const fields = { n, classes: decimal(classes, 1), low: percent(low), high: percent(high) };
  return accuracy === null ? text("score_here_classes", fields) : text("score_here", { ...fields, accuracy: percent(accuracy) });
}
