// All runs of this browser: one of them trains, the others lie on its disk. It answers what web/training/api.py answers for runs of a server.

import { Trainer } from "../../../../gan_core/image_engine/trainer.mjs";
import { titleOf } from "../../../runs/browser/local_names.mjs";
import { restored } from "../../../runs/browser/local_run.mjs";
import { adopt, Foreign } from "./adopt.mjs";
import { filesOf, numbersOf, samplesOf } from "./export.mjs";
import { Monitor } from "./measure.mjs";
import { Numbers } from "./numbers.mjs";
import { findingOf, Run, statusOf } from "./run.mjs";
import { score } from "./score.mjs";
import { zip } from "./zip.mjs";

/** @import {Store} from "../../../runs/browser/store.mjs" */
/** @import {Data, Kept} from "../../../runs/browser/local_run.mjs" */
/** @import {Classifier} from "./measure.mjs" */
/** @import {Facts} from "./run.mjs" */
/** @import {Row} from "../types.mjs" */
/** @typedef {Pick<Store, "runs" | "run" | "keep" | "sample" | "keepSample" | "dropSamples" | "data" | "keepData" | "forget">} Stores */
/** @typedef {{module: WebAssembly.Module, facts: Facts, store: Stores, now: () => number, dataset: (name: string) => Promise<Data>,
 *   encode: (sheet: ReturnType<Run["sheet"]>, madeBy: {model: string, step: number}) => Promise<Blob>, classifier: (config: Record<string, any>) => Promise<Classifier | undefined>}} Means */

const TIMED = 4; // steps
const FRAMES = 60; // pictures of a run that leaves this browser
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
    this.write(async () => means.store.keepSample(name, step, await means.encode(sheet, { model: name, step })));
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

  /** What the doctor would have said at a step. @param {string} name @param {number} step */
  async finding(name, step) {
    const kept = this.run?.name === name ? this.run.kept() : await this.kept(name);
    return findingOf({ ...kept, measurements: kept.measurements ?? [] }, this.means.facts, step);
  }

  /** @param {string} name @param {number} step */
  async samplePicture(name, step) {
    await this.writing;
    return this.means.store.sample(name, step);
  }

  /**
   * A new run, which trains at once; what trained until now waits on the disk.
   * @param {{name: string, config: Record<string, any>, data?: Data, saved?: Uint8Array, events?: any[], lines?: any[], measurements?: any[], from?: string}} order
   */
  async start({ name, config, data, saved, events = [], lines = [], measurements = [], from }) {
    const given = data ?? (await this.dataOf(from ?? name, config));
    await this.rest();
    if (data) await this.means.store.keepData(name, data);
    else if (from && config.dataset === "folder") await this.means.store.keepData(name, given);
    const seconds = lines.at(-1)?.seconds ?? 0;
    const fresh = { state: "running", lines, events, measurements, seconds, samples: [], saved, savedStep: 0 };
    await this.load({ name, config, ...fresh, images: given.labels.length }, given);
    this.sample();
    this.save();
    await this.bound();
    return { name };
  }

  /** What is kept becomes the run that trains. @param {Kept} kept @param {Data} data */
  async load(kept, data) {
    const classifier = await this.means.classifier(kept.config);
    this.run = new Run(this.means.module, kept, data, this.means.facts, new Monitor(kept.config, data, classifier));
  }

  /** Seconds that a step takes here, of made-up pictures. @param {Record<string, any>} config */
  timeOf(config) {
    const { image_size: side, image_channels: channels, batch_size: batch } = config;
    const trainer = new Trainer(this.means.module, config, {
      pixels: new Uint8Array(batch * side * side * channels),
      labels: new Int32Array(batch),
    });
    trainer.step(); // compiles
    const began = this.means.now();
    for (let step = 0; step < TIMED; step++) trainer.step();
    return { seconds: (this.means.now() - began) / 1000 / TIMED };
  }

  /** Only so many runs stay. */
  async bound() {
    await this.writing;
    const names = (await this.means.store.runs()).map(({ name }) => name).sort();
    for (const name of names.slice(0, Math.max(0, names.length - MAX_RUNS))) await this.means.store.forget(name);
  }

  /** @param {string} name @param {Record<string, any>} config @returns {Promise<Data>} */
  async dataOf(name, config) {
    if (config.dataset !== "folder") return this.means.dataset(config.dataset);
    const found = await this.means.store.data(name);
    if (!found) throw new Refusal("pictures_elsewhere");
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
    if (data.labels.length !== kept.images) throw new Refusal("pictures_elsewhere");
    await this.rest();
    await this.load({ ...kept, state: "running" }, data);
    this.run?.say({ event: "resumed" });
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

  /** A run with weights, as it is now. @param {string} name */
  async weighted(name) {
    if (this.run?.name === name) this.save();
    await this.writing;
    const kept = await this.kept(name);
    if (!kept.saved) throw new Refusal("run_over", { received: name, state: kept.state });
    return kept;
  }

  /** A run's directory as the parts of a zip. @param {string} name */
  async exported(name) {
    const kept = await this.weighted(name);
    const files = filesOf(kept, restored(this.means.module, kept));
    return zip(name, [...files, ...(await this.pictures(kept))]);
  }

  /** What a page of it is made of: all but the weights. @param {string} name */
  async toFreeze(name) {
    const kept = await this.weighted(name);
    return zip(name, [...numbersOf(kept, kept.savedStep), ...(await this.pictures(kept))]);
  }

  /** @param {Kept} kept */
  pictures({ name, samples }) {
    const steps = samples.map(([step]) => step);
    return samplesOf(steps, (step) => this.means.store.sample(name, step), FRAMES);
  }

  /** How many of its pictures the classifier takes for the class they were asked for. @param {string} name */
  async scored(name) {
    const kept = await this.weighted(name);
    const classifier = await this.means.classifier(kept.config);
    if (!classifier) throw new Refusal("no_classifier", { received: kept.config.dataset });
    return score(restored(this.means.module, kept), classifier);
  }

  /** A run from a file of another machine. @param {string} name @param {Uint8Array<ArrayBuffer>} bytes */
  async adopted(name, bytes) {
    const { module, facts, store } = this.means;
    const dataset = (/** @type {Record<string, any>} */ config) => this.dataOf(name, config).catch(() => undefined);
    try {
      const { kept, samples } = await adopt(bytes, { name, module, engine: facts.engine, dataset });
      for (const [step, picture] of samples) await store.keepSample(name, step, picture);
      await store.keep(kept);
    } catch (error) {
      if (!(error instanceof Foreign)) throw error;
      throw error.field ? new Refusal("run_not_for_browser", { setting: error.field }) : new Refusal("run_file_unread");
    }
    await this.bound();
    return { name };
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
    const measurements = (kept.measurements ?? []).filter(({ step }) => step <= kept.savedStep);
    return this.start({ name, config, saved: kept.saved, events, lines, measurements, from: source });
  }
}

/** A run that trained when the page went waits for its owner now. @param {string} state */
const asleep = (state) => (state === "running" || state === "paused" ? "interrupted" : state);

/** @param {Pick<Kept, "savedStep" | "lines">} kept */
const stepOf = ({ savedStep, lines }) => savedStep || (lines?.at(-1)?.step ?? 0);
