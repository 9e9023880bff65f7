// The games of one page: each is trained for a moment in turn, and gives its frame when it is asked for and there is something new.

import { Game } from "../../../gan_core/engine/game.mjs";
import { complete } from "./config.mjs";
import { Session } from "./session.mjs";

const SLICE_MILLISECONDS = 8; // of training before it is the next one's turn
const FRAME_MILLISECONDS = 28; // between two frames of one game, at least
const AWAY_MILLISECONDS = 10_000; // unwatched for so long: it rests until it is looked at again
const LEAD = 25; // steps that one of a pair may be ahead of the other
const THUMBNAIL = 150; // points

/** @typedef {{do: string, name?: string, [key: string]: any}} Question */

export class Scheduler {
  /** @param {WebAssembly.Module} module @param {import("./config.mjs").About} about @param {() => number} clock milliseconds */
  constructor(module, about, clock) {
    Object.assign(this, { module, about, clock });
    /** @type {Map<string, {session: Session, framed: number, seen: number, waiting: {after: number, answer: (frame: any) => void} | null}>} */
    this.seats = new Map();
  }

  /** Answer a question; a frame's answer may come later, as a promise. Throws Unplayable. @param {Question} question */
  handle({ do: what, name, ...asked }) {
    const now = this.clock();
    if (what === "about") return null;
    if (what === "thumbnails") return this.thumbnails();
    if (what === "open") {
      const session = new Session(this.module, this.about, /** @type {any} */ (asked), now);
      this.seats.set(name, { session, framed: -Infinity, seen: now, waiting: null });
      return session.account();
    }
    const seat = this.seats.get(name);
    if (!seat) return undefined; // it was closed meanwhile
    const { session } = seat;
    seat.seen = now;
    if (what === "frame") return new Promise((answer) => (seat.waiting = { after: asked.after, answer }));
    if (what === "close") return this.seats.delete(name);
    if (what === "slow") return session.slow(asked.command);
    session.act(asked.action, asked.settings ?? {}, now, [...this.seats.values()].map((other) => other.session).filter((other) => other !== session));
    return session.account();
  }

  /** Milliseconds until there is something to do without being asked; 0 for now. */
  rest() {
    const now = this.clock();
    const waits = [...this.seats.values()].flatMap((seat) => [
      this.active(seat, now) ? seat.session.due(now) : Infinity,
      seat.waiting && seat.waiting.after !== seat.session.version ? seat.framed + FRAME_MILLISECONDS - now : Infinity,
    ]);
    return Math.max(0, Math.min(...waits));
  }

  /** Train each game that is due for a moment, and give its frame. */
  turn() {
    for (const seat of this.seats.values()) {
      const now = this.clock();
      if (this.active(seat, now) && seat.session.due(now) <= 0) seat.session.work(now + SLICE_MILLISECONDS, this.limit(seat, now), this.clock);
      this.giveFrame(seat, this.clock());
    }
  }

  active(seat, now) {
    // it begins when it is seen: the first frame is step 0
    return seat.session.wants && seat.framed > 0 && (seat.waiting || now - seat.seen < AWAY_MILLISECONDS) && this.limit(seat, now) > seat.session.step;
  }

  /** The step a game may reach now: compared ones go side by side. */
  limit(seat, now) {
    const others = [...this.seats.values()].filter((other) => other !== seat && other.session.wants && now - other.seen < AWAY_MILLISECONDS);
    return Math.min(...others.map((other) => other.session.step)) + LEAD;
  }

  giveFrame(seat, now) {
    const { waiting, session } = seat;
    if (!waiting || waiting.after === session.version || now - seat.framed < FRAME_MILLISECONDS - 2) return;
    Object.assign(seat, { waiting: null, framed: now, seen: now });
    waiting.answer(session.frame(now));
  }

  /** Some points of each data set, in half widths of its view: {name: [[x, y], ...]}. */
  thumbnails() {
    const small = complete({ ...this.about.default, generator_hidden: [1], discriminator_hidden: [1], batch_size: 2 });
    const names = this.about.choices.data.filter((name) => name !== "text" && name !== "points");
    return Object.fromEntries(names.map((data) => {
      const game = new Game(this.module, { ...small, data });
      const { box } = game.scene();
      const { values } = game.points(THUMBNAIL);
      return [data, Array.from({ length: THUMBNAIL }, (_, index) => [values[2 * index] / box, values[2 * index + 1] / box])];
    }));
  }
}
