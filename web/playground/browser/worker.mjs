// The worker in which a page's games are trained: questions come as messages {number, ...}, answers go as {number, answer} or {number, refused}.

import { compile } from "../../../gan_core/engine/engine.mjs";
import { Unplayable } from "../../../gan_core/engine/game.mjs";
import { Scheduler } from "./scheduler.mjs";

const compiled = compile();
const ticks = new MessageChannel(); // a turn of its own, so that questions come between two; timers wait for milliseconds
/** @type {Scheduler | undefined} */
let scheduler;
let timer = 0;
let ticking = false;

ticks.port1.onmessage = () => {
  ticking = false;
  scheduler?.turn();
  wake();
};

function wake() {
  if (ticking) return;
  clearTimeout(timer);
  const wait = scheduler?.rest() ?? Infinity;
  ticking = wait <= 0;
  if (ticking) ticks.port2.postMessage(0);
  else if (wait < Infinity) timer = setTimeout(wake, wait);
}

/**
 * Buffers that need not be copied: those of a frame's arrays.
 * @param {Record<string, any>} frame
 */
const buffers = (frame) => Object.values(frame).flatMap((part) => (ArrayBuffer.isView(part?.values) ? [part.values.buffer] : []));

/** @param {import("./scheduler.mjs").Question & {number: number}} message */
async function answer({ number, ...question }) {
  try {
    const module = await compiled;
    if (question.do === "about") scheduler = new Scheduler(module, question.about, () => performance.now());
    const given = scheduler?.handle(question);
    wake();
    const answer = await given;
    postMessage({ number, answer }, { transfer: question.do === "frame" ? buffers(answer) : [] });
  } catch (error) {
    if (!(error instanceof Unplayable)) {
      setTimeout(() => {
        throw error; // the page hears of it as the worker's own error
      });
      return;
    }
    postMessage({ number, refused: error.answer });
  }
}

self.onmessage = ({ data }) => answer(data);
