// All runs of this browser: one of them trains, the others lie on its disk. It answers what web/training/api.py answers for runs of a server.

import { Trainer } from "../../../../gan_core/image_engine/trainer.mjs";
import { filesOf, zip } from "./export.mjs";
import { titleOf } from "./names.mjs";
import { Numbers } from "./numbers.mjs";
import { Run, statusOf } from "./run.mjs";

/** @import {Store} from "./store.mjs" */
/** @import {Data, Facts, Kept} from "./run.mjs" */
/** @import {Row} from "../types.mjs" */
/** @typedef {Pick<Store, "runs" | "run" | "keep" | "sample" | "keepSample" | "dropSamples" | "data" | "keepData" | "forget">} Stores */
/** @typedef {{module: WebAssembly.Module, facts: Facts, store: Stores, now: () => number, clothes: () => Promise<Data>,
 *   encode: (sheet: ReturnType<Run["sheet"]>) => Promise<Blob>}} Means */

export const MAX_RUNS = 12; // on the disk; the oldest goes
export const SAMPLE_MILLISECONDS = 1000;
export const SAVE_MILLISECONDS = 10_000;
const OVER = ["stopped", "finished", "failed", "interrupted"];

/** What cannot be done: `answer` is {code, fields}, as the server's refusals are. */
export class Refusal extends Error {
  /** @param {string} code @param {Record<string, string | number>} [fields] */
  constructor(code, fields = {}) {
    super(code);
    this.answer = { code, fields };
  }
}

export class Host {
  /** @param {Means} means */
  constructor(means) {
    this.means = means;
    /** @type {Run | undefined} what is in the engine's memory */
    this.run = undefined;
    this.sampledAt = -Infinity;
    this.savedAt = -Infinity;
    /** @type {Promise<unknown>} what is being written: one after the other */
    this.writing = Promise.resolve();
  }

  /** Whether a step is to be made. */
  get busy() {
    return this.run?.state === "running";
  }

  /** Steps for so many milliseconds, then what is due. @param {number} milliseconds */
  turn(milliseconds) {
    const { run, means } = this;
    if (!run) return;
    const until = means.now() + milliseconds;
    do run.advance(means.now());
    while (run.state === "running" && means.now() < until);
    if (run.state !== "running" || means.now() - this.sampledAt >= SAMPLE_MILLISECONDS) this.sample();
    if (run.state !== "running" || means.now() - this.savedAt >= SAVE_MILLISECONDS) this.save();
  }

  /** Draw the pictures of this moment. */
  sample() {
    const { run, means } = this;
    if (!run) return;
    this.sampledAt = means.now();
    const { name, step } = run;
    const gone = run.sampled();
    const sheet = run.sheet();
    this.write(async () => means.store.keepSample(name, step, await means.encode(sheet)));
    if (gone.length) this.write(() => means.store.dropSamples(name, gone));
  }

  /** Keep the run as it is now. */
  save() {
    const { run, means } = this;
    if (!run) return;
    this.savedAt = means.now();
    const kept = run.kept();
    this.write(() => means.store.keep(kept));
  }

  /** @param {() => Promise<unknown>} work */
  write(work) {
    this.writing = this.writing.then(work);
  }

  /** @param {string} name @returns {Promise<Kept>} */
  async kept(name) {
    const found = await this.means.store.run(name);
    if (!found) throw new Refusal("run_gone", { received: name });
    return found;
  }

  /** The list of runs. @returns {Promise<Row[]>} */
  async rows() {
    await this.writing;
    const kept = (await this.means.store.runs()).filter(({ name }) => name !== this.run?.name);
    const all = [...kept, ...(this.run ? [this.run] : [])].sort((one, other) => (one.name < other.name ? 1 : -1));
    return all.map(({ name, state, config, ...rest }) => ({
      name,
      title: titleOf(name, config),
      private: true,
      kind: "own",
      failure: false,
      mine: true,
      state: /** @type {any} */ (this.run?.name === name ? state : asleep(state)),
      step: this.run?.name === name ? this.run.step : stepOf(/** @type {any} */ (rest)),
      position: null,
      dataset: config.dataset,
      model: config.model,
      conditioning: config.conditioning,
      loss: config.loss,
    }));
  }

  /** Everything a viewer asks for again and again. @param {string} name */
  async progress(name) {
    if (this.run?.name === name) return { status: this.run.status(), curves: this.run.numbers.curves() };
    const kept = await this.kept(name);
    const numbers = new Numbers(kept.lines);
    const step = stepOf(kept);
    const { epoch = 0 } = numbers.last ?? {};
    const status = statusOf({ ...kept, state: asleep(kept.state) }, this.means.facts, { step, epoch, lastStep: step, numbers });
    return { status, curves: numbers.curves() };
  }

  /** @param {string} name @param {{from: number, to: number}} range */
  async stretch(name, range) {
    const numbers = this.run?.name === name ? this.run.numbers : new Numbers((await this.kept(name)).lines);
    return numbers.curves(range);
  }

  /** @param {string} name @param {number} step */
  async samplePicture(name, step) {
    await this.writing;
    return this.means.store.sample(name, step);
  }

  /**
   * A new run, which trains at once; what trained until now waits on the disk.
   * @param {{name: string, config: Record<string, any>, data?: Data, saved?: Uint8Array, events?: any[], lines?: any[], from?: string}} order
   */
  async start({ name, config, data, saved, events = [], lines = [], from }) {
    const given = data ?? (await this.dataOf(from ?? name, config));
    await this.rest();
    if (data) await this.means.store.keepData(name, data);
    else if (from && config.dataset === "folder") await this.means.store.keepData(name, given);
    const seconds = lines.at(-1)?.seconds ?? 0;
    const kept = { name, config, state: "running", lines, events, seconds, samples: [], saved, savedStep: 0, images: given.labels.length };
    this.run = new Run(this.means.module, kept, given, this.means.facts);
    this.sample();
    this.save();
    await this.bound();
    return { name };
  }

  /** Only so many runs stay. */
  async bound() {
    await this.writing;
    const names = (await this.means.store.runs()).map(({ name }) => name).sort();
    for (const name of names.slice(0, Math.max(0, names.length - MAX_RUNS))) await this.means.store.forget(name);
  }

  /** @param {string} name @param {Record<string, any>} config @returns {Promise<Data>} */
  async dataOf(name, config) {
    if (config.dataset !== "folder") return this.means.clothes();
    const found = await this.means.store.data(name);
    if (!found) throw new Refusal("run_gone", { received: name });
    return found;
  }

  /** What trains now goes to the disk. */
  async rest() {
    if (this.run && !OVER.includes(this.run.state)) this.run.state = "stopped";
    this.save();
    await this.writing;
    this.run = undefined;
  }

  /** @param {string} name */
  async wake(name) {
    const kept = await this.kept(name);
    if (!kept.saved) throw new Refusal("run_over", { received: name, state: kept.state });
    const data = await this.dataOf(name, kept.config);
    await this.rest();
    this.run = new Run(this.means.module, { ...kept, state: "running" }, data, this.means.facts);
    this.run.say({ event: "resumed" });
  }

  /**
   * What its owner does with a run, by the names of web/training/api.py.
   * @param {string} name
   * @param {string} action
   * @param {{settings?: Record<string, any>, step?: number, name?: string}} body
   */
  async act(name, action, body) {
    if (action === "fork" || action === "again") return this.branch(name, action, body);
    if (action === "resume") {
      await this.wake(name);
      return { name };
    }
    const { run } = this;
    if (!run || run.name !== name || (OVER.includes(run.state) && action !== "save"))
      throw new Refusal("run_over", { received: name, state: "stopped" });
    if (action === "pause") run.state = "paused";
    else if (action === "go_on") run.state = "running";
    else if (action === "stop") run.state = "stopped";
    else if (action === "step") run.advance(this.means.now());
    else if (action === "change") run.change(body.settings ?? {});
    else if (action === "discriminator" || action === "generator") run.updateOnce(action);
    if (action !== "go_on" && action !== "change") {
      this.sample();
      this.save();
      await this.writing;
    }
    return { name };
  }

  /** A run's directory as the parts of a zip. @param {string} name */
  async exported(name) {
    if (this.run?.name === name) this.save();
    await this.writing;
    const kept = await this.kept(name);
    if (!kept.saved) throw new Refusal("run_over", { received: name, state: kept.state });
    const { image_size: side, image_channels: channels } = kept.config;
    // what was saved fits a training of as many pictures, whatever they are
    const empty = { pixels: new Uint8Array(kept.images * side * side * channels), labels: new Int32Array(kept.images) };
    const trainer = new Trainer(this.means.module, kept.config, empty);
    trainer.restore(kept.saved);
    return zip(name, filesOf(kept, trainer));
  }

  /**
   * A run of its own from where another was saved, or from the first step with its settings.
   * @param {string} source
   * @param {string} action
   * @param {{settings?: Record<string, any>, name?: string}} body
   */
  async branch(source, action, { settings = {}, name = "" }) {
    if (this.run?.name === source) this.save();
    await this.writing;
    const kept = await this.kept(source);
    const config = { ...kept.config, ...settings };
    if (action === "again") return this.start({ name, config, from: source });
    if (!kept.saved) throw new Refusal("run_over", { received: source, state: kept.state });
    const lines = kept.lines.filter(({ step }) => step <= kept.savedStep);
    const events = [{ step: kept.savedStep, event: "forked", source, settings }];
    return this.start({ name, config, saved: kept.saved, events, lines, from: source });
  }
}

/** A run that trained when the page went waits for its owner now. @param {string} state */
const asleep = (state) => (state === "running" || state === "paused" ? "interrupted" : state);

/** @param {Pick<Kept, "savedStep" | "lines">} kept */
const stepOf = ({ savedStep, lines }) => savedStep || (lines?.at(-1)?.step ?? 0);
