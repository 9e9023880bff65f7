// The Latent page's end points that only compute, where no server does it: the state of a link, the length of z, the closed loop, sheets and
// pictures as files.

import { markedGif, pngOf } from "../../../gan_core/browser/provenance.mjs";
import { encodeGif } from "../../playground/browser/gif.mjs";
import { compose, loop } from "./compose.mjs";
import { makePainter } from "./painter.mjs";
import { address, fromQuery } from "./query.mjs";
import { zFromSeed } from "./seeds.mjs";

/** @import {MadeBy} from "../../../gan_core/browser/provenance.mjs" */
/** @import {Card, LatentState, SheetKind} from "./types.mjs" */
/** @typedef {ReturnType<typeof makePainter>} Painter */
/** @typedef {(query: URLSearchParams) => Promise<Response | undefined>} Answer undefined: it takes what is stored, or a server */

const DEFAULT = "cgan-fashion-mnist";
const DELAY = 8; // hundredths of a second: a frame of an animation

/**
 * @param {(url: string) => Promise<Response>} ask for cards and networks
 * @returns {Record<"model" | "facts" | "image" | "sheet" | "animation", Answer>}
 */
export function computed(ask) {
  /** @type {Record<string, Promise<Card>>} */
  const cards = {};
  /** @type {Record<string, Promise<Float32Array>>} */
  const directions = {};
  /** @type {Record<string, Promise<Painter>>} */
  const painters = {};

  const cardOf = (/** @type {URLSearchParams} */ query) => {
    const model = query.get("model") ?? DEFAULT;
    cards[model] ??= ask(address("model", new URLSearchParams({ model }))).then((response) => response.json());
    return cards[model];
  };
  const directionsOf = (/** @type {Card} */ { model, latentDim, shares }) => {
    directions[model] ??= ask(address("network", new URLSearchParams({ model })))
      .then((response) => response.arrayBuffer())
      .then((network) => new Float32Array(network, 0, shares.length * latentDim));
    return directions[model];
  };
  /** Once it can draw, or never will. @param {Card} card */
  const painterOf = (card) => {
    painters[card.model] ??= new Promise((resolve) => {
      const painter = makePainter(card, new AbortController().signal, () => resolve(painter), { ask });
    });
    return painters[card.model];
  };
  /** @type {(card: Card, state: LatentState) => Promise<{logit: null, norm: number}>} what is known of a picture without D */
  const factsOf = async (card, state) => {
    const { latentDim } = card;
    const z = compose(state, { samples: zFromSeed(state.seed, 64, latentDim), directions: await directionsOf(card), latentDim });
    return { logit: null, norm: Math.hypot(...z) };
  };

  return {
    async model(query) {
      if ([...query.keys()].join() === "model") return undefined; // the stored one
      const card = await cardOf(query);
      return Response.json({ ...card, state: { ...fromQuery(query, card.defaults), model: card.model } });
    },
    async facts(query) {
      const card = await cardOf(query);
      return Response.json(await factsOf(card, fromQuery(query, card.defaults)));
    },
    async image(query) {
      const card = await cardOf(query);
      const painter = await painterOf(card);
      if (!painter.can()) return undefined;
      const state = fromQuery(query, card.defaults);
      const row = rowOf([painter.paint(state)], Number(query.get("scale") ?? 1));
      return new Response(await pngOf(row, { model: card.model, seed: state.seed }));
    },
    async sheet(query) {
      const card = await cardOf(query);
      const painter = await painterOf(card);
      if (!painter.can()) return undefined;
      const kind = /** @type {SheetKind} */ (query.get("kind"));
      const bitmap = await painter.sheet(fromQuery(query, card.defaults), kind, Number(query.get("n")), () => true);
      const canvas = new OffscreenCanvas(bitmap?.width ?? 1, bitmap?.height ?? 1);
      if (bitmap) canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
      return new Response(await canvas.convertToBlob());
    },
    async animation(query) {
      const card = await cardOf(query);
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
    },
  };
}

/** @type {(pictures: ImageData[], scale: number) => OffscreenCanvas} in a row, every pixel `scale` times wide and high */
function rowOf(pictures, scale) {
  const [{ width, height }] = pictures;
  const [small, large] = [1, scale].map((times) => new OffscreenCanvas(width * pictures.length * times, height * times));
  const [from, to] = [small, large].map((canvas) => /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d")));
  for (const [index, picture] of pictures.entries()) from.putImageData(picture, index * width, 0);
  to.imageSmoothingEnabled = false;
  to.drawImage(small, 0, 0, large.width, large.height);
  return large;
}

/** @type {(pictures: ImageData[], scale: number, madeBy: MadeBy) => Blob} */
function gifOf(pictures, scale, madeBy) {
  const frames = pictures.map((picture) => {
    const canvas = rowOf([picture], scale);
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
    return context.getImageData(0, 0, canvas.width, canvas.height);
  });
  return new Blob([markedGif(encodeGif(frames, DELAY), madeBy)], { type: "image/gif" });
}
