// The networks page's end points that only compute: the state of a link. Generators are those of the Latent page.

import { address } from "../../architecture/browser/query.mjs";
import { fromQuery, address as latentAddress } from "../../latent/browser/query.mjs";

const DEFAULT = "cgan-fashion-mnist"; // of web/architecture/state.py

const { site } = /** @type {any} */ (globalThis); // of layer.mjs

/** @type {(query: URLSearchParams) => string} */
const networkOf = (query) => query.get("network") ?? DEFAULT;

/** @type {(query: URLSearchParams) => Promise<Response | undefined>} */
site.local["architecture/card"] = async (query) => {
  if ([...query.keys()].join() === "network" || query.get("weights") === "fresh") return undefined; // the stored one, or none
  const stored = await fetch(address("card", `network=${networkOf(query)}`));
  if (!stored.ok) return stored;
  const card = await stored.json();
  const state = fromQuery(query, card.defaults);
  const label = card.classes.length ? Math.min(state.label, card.classes.length - 1) : state.label;
  return Response.json({ ...card, state: { ...state, label, weights: "trained" } });
};

/** @type {(query: URLSearchParams) => Promise<Response>} */
site.local["architecture/generator"] = (query) => fetch(latentAddress("network", `model=${networkOf(query)}`));
