// The Latent page's end points that only compute: the state of a link, the length of z, the closed loop, pictures as files.

import { markedGif, pngOf } from "../../../gan_core/browser/provenance.mjs";
import { compose, loop } from "../../latent/browser/compose.mjs";
import { makePainter } from "../../latent/browser/painter.mjs";
import { address, fromQuery } from "../../latent/browser/query.mjs";
import { zFromSeed } from "../../latent/browser/seeds.mjs";
import { encodeGif } from "../../playground/browser/gif.mjs";

/** @import {MadeBy} from "../../../gan_core/browser/provenance.mjs" */
/** @import {Card, LatentState} from "../../latent/browser/types.mjs" */
/** @typedef {ReturnType<typeof makePainter>} Painter */

const DELAY = 8; // hundredths of a second: a frame of an animation

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

/** @type {Record<string, Promise<Painter>>} */
const painters = {};

/** @type {(card: Card) => Promise<Painter>} once it can draw, or never will */
const painterOf = (card) => {
  painters[card.model] ??= new Promise((resolve) => {
    const painter = makePainter(card, new AbortController().signal, () => resolve(painter));
  });
  return painters[card.model];
};

/** @type {(pictures: ImageData[], scale: number) => OffscreenCanvas} in a row, every pixel `scale` times wide and high */
const rowOf = (pictures, scale) => {
  const [{ width, height }] = pictures;
  const [small, large] = [1, scale].map((times) => new OffscreenCanvas(width * pictures.length * times, height * times));
  const [from, to] = [small, large].map((canvas) => /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d")));
  for (const [index, picture] of pictures.entries()) from.putImageData(picture, index * width, 0);
  to.imageSmoothingEnabled = false;
  to.drawImage(small, 0, 0, large.width, large.height);
  return large;
};

/** @type {(pictures: ImageData[], scale: number, madeBy: MadeBy) => Blob} */
const gifOf = (pictures, scale, madeBy) => {
  const frames = pictures.map((picture) => {
    const canvas = rowOf([picture], scale);
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
    return context.getImageData(0, 0, canvas.width, canvas.height);
  });
  return new Blob([markedGif(encodeGif(frames, DELAY), madeBy)], { type: "image/gif" });
};

/** @type {(query: URLSearchParams) => Promise<Response | undefined>} */
site.local["latent/image"] = async (query) => {
  const card = await cardOf(query.get("model") ?? "cgan-fashion-mnist");
  const painter = await painterOf(card);
  if (!painter.can()) return undefined;
  const state = fromQuery(query, card.defaults);
  return new Response(await pngOf(rowOf([painter.paint(state)], Number(query.get("scale") ?? 1)), { model: card.model, seed: state.seed }));
};

/** @type {(query: URLSearchParams) => Promise<Response | undefined>} */
site.local["latent/animation"] = async (query) => {
  const card = await cardOf(query.get("model") ?? "cgan-fashion-mnist");
  const options = { component: Number(query.get("component")), classes: card.classes.length, most: card.limits.offset };
  const state = fromQuery(query, card.defaults);
  const frames = loop(state, Number(query.get("frames")), options);
  if (query.get("format") === "states") {
    const facts = await Promise.all(frames.map((frame) => factsOf(card, frame)));
    return Response.json({ frames, facts });
  }
  const painter = await painterOf(card);
  if (!painter.can()) return undefined;
  const [pictures, scale] = [frames.map(painter.paint), Number(query.get("scale") ?? 1)];
  const madeBy = { model: card.model, seed: state.seed };
  return new Response(query.get("format") === "gif" ? gifOf(pictures, scale, madeBy) : await pngOf(rowOf(pictures, scale), madeBy));
};
