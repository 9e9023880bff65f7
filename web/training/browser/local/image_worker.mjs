// The worker in which this browser's runs train: questions come as messages {number, do, ...}, answers go as {number, answer} or {number, refused}.

import { compileImages } from "../../../../gan_core/image_engine/trainer.mjs";
import { clothes } from "./clothes.mjs";
import { Host, Refusal } from "./host.mjs";
import { Store } from "./store.mjs";

const TURN_MILLISECONDS = 25; // of training between two looks at what is asked
const ticks = new MessageChannel(); // a turn of its own, so that questions come between two
/** @type {Promise<Host> | undefined} */
let host;
/** @type {Host | undefined} once it is there */
let ready;
let ticking = false;

/** @param {{width: number, height: number, pixels: Uint8ClampedArray}} sheet */
async function encode({ width, height, pixels }) {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d")?.putImageData(new ImageData(/** @type {Uint8ClampedArray<ArrayBuffer>} */ (pixels), width, height), 0, 0);
  return canvas.convertToBlob({ type: "image/png" });
}

/** @param {{facts: import("./run.mjs").Facts, sheet: string}} question */
async function begin({ facts, sheet }) {
  const [module, store] = await Promise.all([compileImages(), Store.open()]);
  /** @type {Promise<import("./run.mjs").Data> | undefined} */
  let loaded;
  const load = () => {
    loaded ??= clothes(sheet);
    loaded.catch(() => {
      loaded = undefined; // another time, perhaps
    });
    return loaded;
  };
  ready = new Host({ module, facts, store, now: () => performance.now(), clothes: load, encode });
  return ready;
}

ticks.port1.onmessage = () => {
  ticking = false;
  ready?.turn(TURN_MILLISECONDS);
  wake();
};

function wake() {
  if (ticking || !ready?.busy) return;
  ticking = true;
  ticks.port2.postMessage(0);
}

/** @type {Record<string, (host: Host, question: any) => unknown>} */
const ANSWERS = {
  about: () => true,
  rows: (one) => one.rows(),
  progress: (one, { name }) => one.progress(name),
  stretch: (one, { name, range }) => one.stretch(name, range),
  sample: (one, { name, step }) => one.samplePicture(name, step),
  start: (one, { order }) => one.start(order),
  act: (one, { name, action, body }) => one.act(name, action, body),
  kept: async (one, { name }) => {
    if (one.run?.name === name) one.save();
    await one.writing;
    return one.kept(name);
  },
  export: (one, { name }) => one.exported(name),
  save: (one) => one.save(),
};

/** @param {{number: number, do: string} & Record<string, any>} message */
async function answer({ number, ...question }) {
  try {
    if (question.do === "about") host ??= begin(/** @type {any} */ (question));
    const given = await ANSWERS[question.do](/** @type {Host} */ (await host), question);
    wake();
    postMessage({ number, answer: given });
  } catch (error) {
    if (error instanceof Refusal) postMessage({ number, refused: error.answer });
    else postMessage({ number, refused: { code: "browser_failed", fields: { reason: String(error).slice(0, 120) } } });
  }
}

self.onmessage = ({ data }) => answer(data);
