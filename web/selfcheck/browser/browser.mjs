// What only a browser can try: that it reaches the server, draws as the server does, has the fonts, asks no other host, and fits the screen.

import { loadGenerator } from "../../../gan_core/browser/generator.mjs";
import { classWeights, compose } from "../../latent/browser/compose.mjs";
import { zFromSeed } from "../../latent/browser/seeds.mjs";
import { endpoint } from "../../shared/browser/address.mjs";
import { context2d, h } from "../../shared/browser/dom.mjs";

const PROBES = 3; // round trips; the best is told
const WIDE = [1024, 600]; // pixels that a projector should have
const STATE = { label: 7, seed: 12, components: [1.5, -1] }; // a picture that the sliders have moved

/** Something is wrong, or worth a word (`kind`: fail or note); `fields` fill the sentence. */
export class Unfit extends Error {
  /**
   * @param {Record<string, unknown>} [fields]
   * @param {"fail" | "note"} [kind]
   */
  constructor(fields = {}, kind = "fail") {
    super(kind);
    this.fields = fields;
    this.kind = kind;
  }
}

const answered = async (/** @type {string | URL} */ address) => {
  const answer = await fetch(address, { cache: "no-store" });
  if (!answer.ok) throw new Unfit({ status: answer.status });
  return answer;
};

async function connection() {
  const times = [];
  for (let probe = 0; probe < PROBES; probe++) {
    const began = performance.now();
    const health = await answered(new URL("_stcore/health", document.baseURI));
    if ((await health.text()) !== "ok") throw new Unfit({ status: health.status });
    times.push(performance.now() - began);
  }
  return { milliseconds: Math.max(1, Math.round(Math.min(...times))) };
}

/** The same state, drawn here by WebAssembly and there by PyTorch. */
async function picture() {
  if (!globalThis.WebAssembly) throw new Unfit({ levels: "–" });
  const card = await (await answered(endpoint("latent/model"))).json();
  const { label, seed, components } = STATE;
  const query = (/** @type {Record<string, string | number>} */ fields) =>
    new URLSearchParams(Object.entries(fields).map(([name, value]) => [name, String(value)]));
  const asked = query({ label, seed, components: components.join() });
  const [network, drawnThere] = await Promise.all([
    answered(endpoint("latent/network", query({ model: card.model }))).then((answer) => answer.arrayBuffer()),
    answered(endpoint("latent/image", asked))
      .then((answer) => answer.blob())
      .then(createImageBitmap),
  ]);
  const size = card.shares.length * card.latentDim * 4;
  const generator = await loadGenerator(network.slice(size));
  const state = { ...card.defaults, ...STATE };
  const z = compose(state, {
    samples: zFromSeed(seed, 4, card.latentDim),
    directions: new Float32Array(network, 0, size / 4),
    latentDim: card.latentDim,
  });
  const began = performance.now();
  const here = generator.draw(z, classWeights(state, card.classes.length));
  const milliseconds = performance.now() - began;
  const context = context2d(h("canvas", { width: drawnThere.width, height: drawnThere.height }));
  context.drawImage(drawnThere, 0, 0);
  const there = context.getImageData(0, 0, drawnThere.width, drawnThere.height).data;
  const levels = here.reduce((most, value, index) => Math.max(most, Math.abs(value - there[index])), 0);
  if (here.length !== there.length || levels > 1) throw new Unfit({ levels });
  return { levels, milliseconds: milliseconds.toFixed(1) };
}

async function fonts() {
  const wanted = [400, 600, 700].flatMap((weight) => ["Gan", "ếắộ"].map((letters) => ({ weight, letters })));
  const found = await Promise.all(wanted.map(({ weight, letters }) => document.fonts.load(`${weight} 16px "Be Vietnam Pro"`, letters)));
  const loaded = found.filter((faces) => faces.length && faces.every((face) => face.status === "loaded")).length;
  if (loaded < wanted.length) throw new Unfit({ loaded, wanted: wanted.length });
  return { count: wanted.length };
}

/** Everything this page has loaded came from the app's own address. */
async function offline() {
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const fetched = loaded.filter((name) => /^(https?|wss?):/.test(name));
  const foreign = foreignHosts(fetched, location.host);
  if (foreign.length) throw new Unfit({ hosts: foreign.join(", ") });
  return { count: fetched.length };
}

/**
 * Hosts of addresses, but the own one.
 * @param {string[]} addresses
 * @param {string} own
 */
export const foreignHosts = (addresses, own) => [...new Set(addresses.map((name) => new URL(name).host))].filter((host) => host !== own);

async function screen() {
  const fields = { width: innerWidth, height: innerHeight, wide: WIDE[0], high: WIDE[1] };
  if (innerWidth < WIDE[0] || innerHeight < WIDE[1]) throw new Unfit(fields, "note");
  return fields;
}

/** @type {Record<string, () => Promise<Record<string, unknown>>>} */
export const CHECKS = { connection, picture, fonts, screen, offline };
