// The games of one page: each is trained for a moment in turn, and gives its frame when it is asked for and there is something new.

import { Game } from "../../../gan_core/engine/game.mjs";
import { complete } from "./config.mjs";
import { Session } from "./session.mjs";

const SLICE_MILLISECONDS = 6; // of training before it is the next one's turn
const FRAME_MILLISECONDS = 24; // between two frames of one game, at least
const AWAY_MILLISECONDS = 10_000; // unwatched for so long: it rests until it is looked at again
const LEAD = 25; // steps that one of a pair may be ahead of the other
const THUMBNAIL = 150; // points

/** @typedef {{do: string, name?: string, [key: string]: any}} Question */
/** @typedef {{session: Session, framed: number, seen: number, waiting: {after: number, answer: (frame: any) => void} | null}} Entry a game; framed, seen: milliseconds */

export class Scheduler {
  /** @param {WebAssembly.Module} module @param {import("./types.mjs").About} about @param {() => number} clock milliseconds */
  constructor(module, about, clock) {
    this.module = module;
    this.about = about;
    this.clock = clock;
    /** @type {Map<string, Entry>} */
    this.entries = new Map(); // by name
  }

  /** Answer a question; a frame's answer may come later, as a promise. Throws Unplayable. @param {Question} question */
  handle({ do: what, name = "", ...asked }) {
    const now = this.clock();
    if (what === "about") return null;
    if (what === "thumbnails") return this.thumbnails();
    if (what === "open") {
      const session = new Session(this.module, this.about, /** @type {any} */ (asked), now);
      this.entries.set(name, { session, framed: -Infinity, seen: now, waiting: null });
      return session.account();
    }
    const entry = this.entries.get(name);
    if (!entry) return undefined; // it was closed meanwhile
    const { session } = entry;
    entry.seen = now;
    if (what === "frame") {
      return new Promise((answer) => {
        entry.waiting = { after: asked.after, answer };
      });
    }
    if (what === "close") return this.entries.delete(name);
    if (what === "units") return session.mapUnits(asked.on);
    if (what === "slow") return session.slow(asked.command);
    session.act(
      asked.action,
      asked.settings ?? {},
      now,
      [...this.entries.values()].map((other) => other.session).filter((other) => other !== session),
    );
    return session.account();
  }

  /** Milliseconds until there is something to do without being asked; 0 for now. */
  rest() {
    const now = this.clock();
    const waits = [...this.entries.values()].flatMap((entry) => [
      this.active(entry, now) ? entry.session.due(now) : Infinity,
      entry.waiting && entry.waiting.after !== entry.session.version ? entry.framed + FRAME_MILLISECONDS - now : Infinity,
    ]);
    return Math.max(0, Math.min(...waits));
  }

  /** Train each game that is due for a moment, and give its frame. */
  turn() {
    for (const entry of this.entries.values()) {
      const now = this.clock();
      if (this.active(entry, now) && entry.session.due(now) <= 0)
        entry.session.work(now + SLICE_MILLISECONDS, this.limit(entry, now), this.clock);
      this.giveFrame(entry, this.clock());
    }
  }

  /** @type {(entry: Entry, now: number) => boolean} */
  active(entry, now) {
    // it begins when it is seen: the first frame is step 0
    return (
      entry.session.wants &&
      entry.framed > 0 &&
      (entry.waiting !== null || now - entry.seen < AWAY_MILLISECONDS) &&
      this.limit(entry, now) > entry.session.step
    );
  }

  /**
   * The step a game may reach now: compared ones go side by side.
   * @type {(entry: Entry, now: number) => number}
   */
  limit(entry, now) {
    const others = [...this.entries.values()].filter(
      (other) => other !== entry && other.session.wants && now - other.seen < AWAY_MILLISECONDS,
    );
    return Math.min(...others.map((other) => other.session.step)) + LEAD;
  }

  /** @type {(entry: Entry, now: number) => void} */
  giveFrame(entry, now) {
    const { waiting, session } = entry;
    if (!waiting || waiting.after === session.version || now - entry.framed < FRAME_MILLISECONDS - 2) return;
    Object.assign(entry, { waiting: null, framed: now, seen: now });
    waiting.answer(session.frame(now, this.clock));
  }

  /** Some points of each data set, in half widths of its view: {name: [[x, y], ...]}. */
  thumbnails() {
    const small = complete({ ...this.about.default, generator_hidden: [1], discriminator_hidden: [1], batch_size: 2 });
    const names = this.about.choices.data.filter((/** @type {string} */ name) => name !== "text" && name !== "points");
    return Object.fromEntries(
      names.map((/** @type {string} */ data) => {
        const game = new Game(this.module, { ...small, data });
        const { box } = game.scene();
        const { values } = game.points(THUMBNAIL);
        return [data, Array.from({ length: THUMBNAIL }, (_, index) => [values[2 * index] / box, values[2 * index + 1] / box])];
      }),
    );
  }
}
