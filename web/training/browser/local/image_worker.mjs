// The worker in which this browser's runs train: questions come as messages {number, do, ...}, answers go as {number, answer} or {number, refused}.

import { pngOf } from "../../../../gan_core/browser/provenance.mjs";
import { compileImages } from "../../../../gan_core/image_engine/trainer.mjs";
import { Store } from "../../../runs/browser/store.mjs";
import { makeClassifiers } from "./classifier.mjs";
import { readSheet } from "./datasets.mjs";
import { Host, Refusal } from "./host.mjs";

const TURN_MILLISECONDS = 25; // of training between two looks at what is asked
const ticks = new MessageChannel(); // a turn of its own, so that questions come between two
/** @type {Promise<Host> | undefined} */
let host;
/** @type {Host | undefined} once it is there */
let ready;
let ticking = false;

/**
 * The pictures as PNG, marked as generated.
 * @param {{width: number, height: number, pixels: Uint8ClampedArray}} sheet
 * @param {{model: string, step: number}} madeBy
 */
async function encode({ width, height, pixels }, madeBy) {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d")?.putImageData(new ImageData(/** @type {Uint8ClampedArray<ArrayBuffer>} */ (pixels), width, height), 0, 0);
  return pngOf(canvas, madeBy);
}

/** @param {{facts: import("./run.mjs").Facts, sheets: Record<string, string>, classifier: string}} question */
async function begin({ facts, sheets, classifier }) {
  const [module, store] = await Promise.all([compileImages(), Store.open()]);
  /** @type {Map<string, Promise<import("../../../runs/browser/local_run.mjs").Data>>} */
  const loaded = new Map();
  const dataset = (/** @type {string} */ name) => {
    const known = loaded.get(name);
    if (known) return known;
    const loading = readSheet(sheets[name]);
    loaded.set(name, loading);
    loading.catch(() => loaded.delete(name)); // another time, perhaps
    return loading;
  };
  ready = new Host({ module, facts, store, now: () => performance.now(), dataset, encode, classifier: makeClassifiers(classifier) });
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
  time: (one, { config }) => one.timeOf(config),
  rows: (one) => one.rows(),
  progress: (one, { name }) => one.progress(name),
  finding: (one, { name, step }) => one.finding(name, step),
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
  freeze: (one, { name }) => one.toFreeze(name),
  score: (one, { name }) => one.scored(name),
  adopt: (one, { name, bytes }) => one.adopted(name, bytes),
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
