// The page's address as a QR code, for those in the hall who want to open it.

import { endpoint, readable } from "../../shared/browser/address.mjs";
import { h } from "../../shared/browser/dom.mjs";
import { accepted, HEADERS, Refused } from "../../shared/browser/server.mjs";
import { HOME } from "../../ui/browser/open_state.mjs";
import { openDialog } from "./dialog.mjs";

const OURS = ["present", "tour", "stop"]; // a phone gets the page, not the presentation

/**
 * What the server makes a QR code of: the page without its query, its name, and the query that others get.
 * @param {string} href the page's address
 * @param {string} base the app's
 * @param {string} home the start page's name
 */
export function pageToShare(href, base, home) {
  const { origin, pathname, searchParams } = new URL(href);
  for (const name of OURS) searchParams.delete(name);
  return { address: origin + pathname, page: pathname.slice(new URL(base).pathname.length) || home, query: readable(searchParams) };
}

/**
 * @param {(key: string) => string} text
 * @param {(error: Refused) => string} refusal
 */
export function makePageAddress(text, refusal) {
  const dialog = h("dialog", { class: "presenter-dialog page-address" });
  document.body.append(dialog);
  dialog.addEventListener("click", () => dialog.close());
  dialog.addEventListener("keydown", (event) => event.key.toLowerCase() === "q" && dialog.close());
  const ask = async () => {
    const body = JSON.stringify(pageToShare(location.href, new URL("./", document.baseURI).href, HOME));
    const answer = await accepted(await fetch(endpoint("qr"), { method: "POST", headers: HEADERS, body }));
    return answer.json();
  };
  return {
    async open() {
      try {
        const { address, picture } = await ask();
        dialog.replaceChildren(h("img", { src: picture, alt: text("presenter_address_picture") }), h("p", {}, address));
      } catch (error) {
        if (!(error instanceof Refused || error instanceof TypeError)) throw error;
        dialog.replaceChildren(h("p", { role: "alert" }, error instanceof Refused ? refusal(error) : text("presenter_unreachable")));
      }
      if (!dialog.open) openDialog(dialog);
    },
    close: () => dialog.open && dialog.close(),
  };
}
