// The Latent page's end points that only compute: the state of a link, the length of z, the closed loop.

import { compose, loop } from "../../latent/browser/compose.mjs";
import { makePainter } from "../../latent/browser/painter.mjs";
import { address, fromQuery } from "../../latent/browser/query.mjs";
import { zFromSeed } from "../../latent/browser/seeds.mjs";

/** @import {Card, LatentState} from "../../latent/browser/types.mjs" */

const { site } = /** @type {any} */ (globalThis); // of layer.mjs
/** @type {Record<string, Card>} */
const cards = {};
/** @type {Record<string, Float32Array>} */
const directions = {};

/** @type {(model: string) => Promise<Card>} */
const cardOf = async (model) => {
  cards[model] ??= await (await fetch(address("model", new URLSearchParams({ model })))).json();
  return cards[model];
};

/** @type {(query: URLSearchParams) => Promise<Response | undefined>} */
site.local["latent/model"] = async (query) => {
  if ([...query.keys()].join() === "model") return undefined; // the stored one
  const card = await cardOf(query.get("model") ?? "cgan-fashion-mnist");
  return Response.json({ ...card, state: { ...fromQuery(query, card.defaults), model: card.model } });
};

/** @type {(card: Card, state: LatentState) => Promise<{logit: null, norm: number}>} what is known of a picture without D */
const factsOf = async ({ model, latentDim, shares }, state) => {
  if (!(model in directions)) {
    const network = await (await fetch(address("network", new URLSearchParams({ model })))).arrayBuffer();
    directions[model] = new Float32Array(network, 0, shares.length * latentDim);
  }
  const z = compose(state, { samples: zFromSeed(state.seed, 64, latentDim), directions: directions[model], latentDim });
  return { logit: null, norm: Math.hypot(...z) };
};

/** @type {(query: URLSearchParams) => Promise<Response>} */
site.local["latent/facts"] = async (query) => {
  const card = await cardOf(query.get("model") ?? "cgan-fashion-mnist");
  return Response.json(await factsOf(card, fromQuery(query, card.defaults)));
};

/** @type {(query: URLSearchParams) => Promise<Response | undefined>} */
site.local["latent/animation"] = async (query) => {
  const card = await cardOf(query.get("model") ?? "cgan-fashion-mnist");
  const options = { component: Number(query.get("component")), classes: card.classes.length, most: card.limits.offset };
  const frames = loop(fromQuery(query, card.defaults), Number(query.get("frames")), options);
  if (query.get("format") === "states") {
    const facts = await Promise.all(frames.map((frame) => factsOf(card, frame)));
    return Response.json({ frames, facts });
  }
  const painter = makePainter(card, new AbortController().signal, () => {});
  await painter.decided;
  if (!painter.can()) return undefined;
  const [, height, width] = card.image;
  const canvas = new OffscreenCanvas(width * frames.length, height);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
  for (const [index, frame] of frames.entries()) context.putImageData(painter.paint(frame), index * width, 0);
  return new Response(await canvas.convertToBlob());
};
