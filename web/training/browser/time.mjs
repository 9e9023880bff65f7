// Which moment of the run is on the screen: the newest, an earlier sample, or a replay that cuts the charts as well.

/** @import {Slot} from "./types.mjs" */

export const SPEEDS = [0.5, 1, 2, 5, 10, 20];
export const WHOLE_RUN_SECONDS = 60; // at speed 1
const FRAME_MILLISECONDS = 50;
const MAX_FRAME_MILLISECONDS = 500; // a tab that was hidden does not jump

export class Time {
  /** @param {{a: Slot, moved: () => void}} stage */
  constructor(stage) {
    this.stage = stage;
    this.speed = 2;
    /** @type {number | null} the step looked at; null: the newest */
    this.at = null;
    this.replaying = false; // the charts end at that step
    this.playing = false;
    this.frame = 0;
    this.drawn = 0; // when, in ms
  }

  get samples() {
    return this.stage.a.status?.sample_steps ?? [];
  }

  get last() {
    return Math.max(this.stage.a.status?.step ?? 0, this.samples.at(-1) ?? 0);
  }

  get step() {
    return Math.round(this.at ?? this.last);
  }

  /** The charts' last step. */
  get until() {
    return this.replaying && this.at !== null ? this.at : Infinity;
  }

  /** The sample on the screen; undefined before the first. */
  get sample() {
    return this.before(this.step);
  }

  get isLive() {
    return this.at === null;
  }

  /** What a link says of it. */
  get link() {
    return this.at === null || this.replaying ? "" : String(this.step);
  }

  /**
   * The newest sample at a step.
   * @param {number} step
   */
  before(step) {
    return this.samples.findLast((sample) => sample <= step) ?? this.samples[0];
  }

  /** @param {number | null} step */
  reset(step) {
    this.pause();
    this.at = step;
    this.replaying = false;
  }

  /** New numbers have come. */
  follow() {
    if (this.at !== null && !this.replaying && this.samples.length) this.at = this.before(this.at);
  }

  play() {
    if (this.playing || !this.last) return;
    if (!this.replaying) this.at = 0;
    this.replaying = true;
    this.playing = true;
    this.drawn = performance.now();
    this.frame = requestAnimationFrame((now) => this.tick(now));
    this.stage.moved();
  }

  /** @param {number} now */
  tick(now) {
    this.frame = requestAnimationFrame((next) => this.tick(next));
    const passed = now - this.drawn;
    if (passed < FRAME_MILLISECONDS) return;
    this.drawn = now;
    this.at = (this.at ?? 0) + (Math.min(passed, MAX_FRAME_MILLISECONDS) / 1000) * (this.last / WHOLE_RUN_SECONDS) * this.speed;
    if (this.at >= this.last) this.live();
    else this.stage.moved();
  }

  pause() {
    if (this.frame) cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.playing = false;
  }

  toggle() {
    if (!this.playing) return this.play();
    this.pause();
    return this.stage.moved();
  }

  /**
   * Look at a step: in a replay exactly, else at the sample of that time.
   * @param {number} step
   */
  scrub(step) {
    this.pause();
    this.at = Math.min(Math.max(0, this.replaying ? step : this.before(step)), this.last);
    this.stage.moved();
  }

  /**
   * To the sample `by` places on.
   * @param {number} by
   */
  turn(by) {
    const place = this.samples.indexOf(this.sample) + by;
    this.scrub(this.samples[Math.min(Math.max(0, place), this.samples.length - 1)]);
  }

  live() {
    this.reset(null);
    this.stage.moved();
  }
}
