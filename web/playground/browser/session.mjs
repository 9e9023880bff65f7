// One game that is trained in small slices: what it is to do next, and what is seen of it. Runs in the worker, and under node for its tests.

import { Game, Unplayable } from "../../../gan_core/engine/game.mjs";
import { complete, PACES, wrong } from "./config.mjs";
import { examineGame } from "./examine.mjs";
import { frameOf, stagesOf, stillOf } from "./frames.mjs";
import { unitsOf } from "./units.mjs";

const MAX_MOVES = 200; // that a link may bring, and that are remembered
const MAX_AHEAD = 20_000; // steps computed at one go
const LONG_RUN = 200_000; // steps after which it rests until it is told to go on
const MEASURE_MILLISECONDS = 400; // between two counts, at least
const CHUNK_MILLISECONDS = 4; // of steps before the clock is looked at
const DRAWN = 5000; // points whose drawing is timed: clocks of pages are coarse
const MAX_ROWS = 12; // of the curves with a frame

/** @typedef {import("../../../gan_core/engine/game.mjs").Move} Move */
/** @typedef {{config: Record<string, any>, moves?: Move[], running?: boolean, pace?: number, units?: boolean, timed?: boolean}} Asked */

/** @type {(field: string, received: unknown, expected: string) => Unplayable} */
const refuse = (field, received, expected) =>
  new Unplayable({ code: "value", fields: { field, received: String(JSON.stringify(received)).slice(0, 40), expected } });

/**
 * A whole number between two ends. Throws Unplayable.
 * @type {(field: string, value: any, low: number, high: number) => number}
 */
function whole(field, value, low, high) {
  if (!Number.isInteger(value) || value < low || value > high) throw refuse(field, value, `${low} to ${high}`);
  return value;
}

/**
 * Moves as a link brings them. Throws Unplayable.
 * @type {(moves: any) => Move[]}
 */
function readMoves(moves) {
  if (!Array.isArray(moves) || moves.length > MAX_MOVES) throw refuse("moves", moves, `at most ${MAX_MOVES} moves`);
  return moves.map((/** @type {Move} */ [kind, what]) =>
    kind === "change" ? [kind, what] : [kind, whole(kind, what, 0, kind === "step" ? 100 * MAX_AHEAD : 1000)],
  );
}

export class Session {
  /** @param {WebAssembly.Module} module @param {import("./types.mjs").About} about @param {Asked} asked @param {number} now milliseconds */
  constructor(module, about, { config, moves = [], running = false, pace = 0, units = false, timed = false }, now) {
    this.about = about;
    this.game = new Game(module, this.checked(complete(config)));
    this.pending = readMoves(moves); // made as fast as possible
    this.running = running; // goes on by itself after those
    this.restAt = LONG_RUN;
    this.version = 0; // another number whenever there is something else to see
    this.stepCost = 1; // milliseconds, a moving average
    this.measuredAt = -Infinity;
    this.measuredStep = -1;
    this.sentStep = 0; // of the curves
    this.stillSent = false;
    this.mapped = units; // whether frames bring the networks' units
    this.timed = timed; // whether frames say what it costs
    this.cost = { trained: 0, drawn: Number.POSITIVE_INFINITY };
    this.measures = null;
    this.finding = null;
    this.refused = null;
    /** @type {Generator<any> | null} */
    this.stages = null;
    this.pacedFrom = now; // milliseconds from which the pace counts
    this.pacedStep = 0;
    this.setPace(pace, now);
  }

  /**
   * The configuration, if it can be played. Throws Unplayable.
   * @param {Record<string, any>} config
   */
  checked(config) {
    const fields = wrong(config, this.about);
    if (fields) throw new Unplayable({ code: "value", fields });
    return config;
  }

  // What it is to do

  get step() {
    return this.game.step;
  }
  /** Steps that it is yet to take. */
  get ahead() {
    return this.pending.reduce((sum, [kind, what]) => sum + (kind === "step" ? what : 0), 0);
  }
  /** Whether there is something to compute. */
  get wants() {
    return this.pending.length > 0 || (this.running && this.game.finite);
  }

  /** Milliseconds until its next step; 0 for now. @param {number} now */
  due(now) {
    if (this.pending.length || !this.pace) return 0;
    return Math.max(0, this.pacedFrom + (1000 * (this.step + 1 - this.pacedStep)) / this.pace - now);
  }

  /** Train until a moment, or up to a step. @param {number} until @param {number} limit @param {() => number} clock */
  work(until, limit, clock) {
    for (let now = clock(); this.wants && now < until; now = clock()) {
      const count = this.chunk(now, limit);
      if (count < 1) return;
      const [next] = this.pending;
      if (next && next[0] !== "step") {
        this.pending.shift();
        this.replay(...next);
      } else this.advance(count, now, clock);
    }
  }

  /**
   * How many steps come next: some milliseconds' worth, not more than the pace allows, nor than was asked for.
   * @type {(now: number, limit: number) => number}
   */
  chunk(now, limit) {
    const fit = Math.max(1, Math.floor(CHUNK_MILLISECONDS / this.stepCost));
    const asked = this.pending.length
      ? this.pending[0][0] === "step"
        ? this.pending[0][1]
        : 1
      : this.pace
        ? Math.floor(((now - this.pacedFrom) * this.pace) / 1000) + this.pacedStep - this.step
        : Infinity;
    return Math.min(fit, asked, limit - this.step);
  }

  /** @type {(count: number, began: number, clock: () => number) => void} */
  advance(count, began, clock) {
    const taken = this.game.take(count);
    this.version += 1;
    const spent = clock() - began;
    this.stepCost += 0.2 * (spent / Math.max(1, taken) - this.stepCost);
    this.cost.trained += spent;
    const first = this.pending.shift();
    if (first) {
      const left = first[1] - count;
      if (left > 0 && taken === count) this.pending.unshift(["step", left]);
      this.anchor(clock());
    } else if (this.step >= this.restAt) this.running = false;
    if (taken < count) this.stop();
  }

  stop() {
    this.pending = [];
    this.running = false;
  }

  /**
   * A move of a link; one that cannot be made ends them, and is sent with the state.
   * @type {(kind: string, what: any) => void}
   */
  replay(kind, what) {
    try {
      this.make(kind, what);
    } catch (error) {
      if (!(error instanceof Unplayable)) throw error;
      this.stop();
      this.refused = error.answer;
    }
  }

  /**
   * One move that is not a step. Throws Unplayable.
   * @type {(kind: string, what: any) => void}
   */
  make(kind, what) {
    if (kind === "change") {
      const fixed = Object.keys(what).find(
        (field) => !this.about.changeable.includes(field) && JSON.stringify(what[field]) !== JSON.stringify(this.game.config[field]),
      );
      this.checked({ ...this.game.config, ...what });
      if (fixed) throw new Unplayable({ code: "playground_fixed", fields: { field: fixed, expected: this.about.changeable.join(", ") } });
      this.game.change(what);
      this.stillSent = false;
    } else for (let index = 0; index < what; index++) this.game.update(/** @type {"discriminator" | "generator"} */ (kind));
    this.measuredStep = -1;
    this.version += 1;
  }

  /** @type {(pace: number, now: number) => void} */
  setPace(pace, now) {
    if (!PACES.includes(pace)) throw refuse("pace", pace, PACES.join(", "));
    this.pace = pace;
    this.anchor(now);
  }

  /**
   * The pace counts from here.
   * @param {number} now
   */
  anchor(now) {
    this.pacedFrom = now;
    this.pacedStep = this.step;
  }

  /** What the visitor asks for. Throws Unplayable, and then nothing has changed. @param {string} action @param {Record<string, any>} settings @param {number} now @param {Session[]} others */
  act(action, settings, now, others) {
    this.endSlow();
    if (action === "pace") this.setPace(settings.pace, now);
    else if (action === "run") {
      this.running = true;
      this.restAt = this.step + LONG_RUN;
      this.anchor(now);
    } else if (action === "pause") {
      this.stop();
      // compared ones stop at the same step, also those that were told before this one
      const end = Math.max(...[this, ...others].map((one) => one.step + one.ahead));
      for (const one of [this, ...others])
        if (!one.running && one.step + one.ahead < end) one.pending.push(["step", end - one.step - one.ahead]);
    } else {
      if (this.game.moves.length >= MAX_MOVES) throw new Unplayable({ code: "playground_moves", fields: { expected: String(MAX_MOVES) } });
      const count = action === "change" ? settings : whole("count", settings.count ?? 1, 1, MAX_AHEAD);
      if (action === "step") this.pending.push(["step", count]);
      else this.make(action, count);
    }
    this.version += 1;
  }

  // What is seen

  /**
   * Whether frames bring the networks' units; the next one comes at once.
   * @param {boolean} yes
   */
  mapUnits(yes) {
    this.mapped = yes;
    this.version += 1;
  }

  /** What the controls show, many times a second. */
  state() {
    return {
      step: this.step,
      running: this.running,
      ahead: this.ahead,
      finite: this.game.finite,
      rested: !this.running && this.step >= this.restAt,
      refused: this.refused,
    };
  }

  /** The state, and what led to it or is on its way. */
  account() {
    /** @type {Move[]} */
    const moves = [];
    for (const [kind, what] of [...this.game.moves, ...this.pending]) {
      const last = moves.at(-1);
      if (last && kind === "step" && last[0] === "step") last[1] += what;
      else moves.push([kind, what]);
    }
    return { ...this.state(), config: this.game.config, moves };
  }

  /**
   * The newest frame; what stays comes with the first, and after a change.
   * @param {number} now
   * @param {() => number} clock
   */
  frame(now, clock) {
    this.measure(now, clock);
    const still = this.stillSent ? undefined : stillOf(this.game);
    this.stillSent = true;
    return {
      ...frameOf(this.game),
      version: this.version,
      state: this.state(),
      measures: this.measures,
      cost: this.timed ? { ...this.cost } : undefined,
      finding: this.finding,
      curves: this.curves(),
      units: this.mapped ? unitsOf(this.game) : undefined,
      still,
    };
  }

  /** Numbers of the steps since the last frame, a few of them: [{step, numbers}]. */
  curves() {
    const columns = this.game.history(this.sentStep);
    this.sentStep = this.step;
    const stride = Math.ceil(columns.step.length / MAX_ROWS) || 1;
    const names = Object.keys(columns).filter((name) => name !== "step");
    const some = columns.step.map((_, row) => row).filter((row) => row % stride === 0);
    return some.map((row) => ({
      step: columns.step[row],
      numbers: Object.fromEntries(names.map((name) => [name, Number.isFinite(columns[name][row]) ? columns[name][row] : null])),
    }));
  }

  /**
   * Count anew: now and then while it goes on, and once more when it stands still.
   * @param {number} now
   * @param {() => number} clock
   */
  measure(now, clock) {
    if (this.measuredStep === this.step || (this.wants && now - this.measuredAt < MEASURE_MILLISECONDS)) return;
    this.measures = this.game.measure();
    // the least of many: whatever else the machine does only adds to it
    if (this.timed) this.cost.drawn = Math.min(this.cost.drawn, (1000 / DRAWN) * this.game.drawing(DRAWN, clock));
    else this.finding = examineGame(this.game, (config) => !wrong(config, this.about));
    this.measuredAt = now;
    this.measuredStep = this.step;
  }

  // Slow motion

  /**
   * One iteration stage by stage: begin, next, end. Undefined when it is over.
   * @param {string} command
   */
  slow(command) {
    if (command === "begin" || !this.stages) {
      this.endSlow();
      if (this.game.moves.length >= MAX_MOVES) throw new Unplayable({ code: "playground_moves", fields: { expected: String(MAX_MOVES) } });
      this.stop();
      this.stages = this.walk();
    }
    const seen = command === "end" ? undefined : this.stages.next().value;
    if (!seen) this.endSlow();
    else if (this.mapped) return { ...seen, units: unitsOf(this.game, true) };
    return seen;
  }

  *walk() {
    for (let phase = this.game.advance(); phase !== "rest"; phase = this.game.advance()) yield* stagesOf(this.game, phase);
  }

  /** Do what is left of the iteration. */
  endSlow() {
    if (!this.stages) return;
    this.stages = null;
    this.game.settle();
    this.measuredStep = -1;
    this.version += 1;
  }
}
