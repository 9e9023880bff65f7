// One game as the page sees it: opened in the worker, watched, controlled.

import { Film } from "./frames.mjs";

const MOST_ROWS = 1500; // of the curves
const HIDDEN_MILLISECONDS = 3000;
let opened = 0;

/**
 * `machine` trains it; `asked()` is what it is to open: {config, moves, running, pace}. `onframe(player)`, `onstate(player)`, `onlost()` (the worker is gone).
 */
export class Player {
  constructor({ machine, asked, onframe, onstate, onlost }) {
    Object.assign(this, { machine, asked, onframe, onstate, onlost });
    this.film = new Film();
    this.still = undefined; // what does not change from frame to frame
    this.curves = []; // {step, numbers}, thinned
    this.state = undefined;
    this.name = `game-${(opened += 1)}`;
    this.stopped = false;
  }

  /** Throws Refused. */
  async start() {
    const state = await this.machine.ask("open", this.name, this.asked());
    if (this.stopped) return;
    this.setState(state);
    this.watch();
  }

  async watch() {
    try {
      for (let after = -1; ; ) {
        const frame = await this.machine.ask("frame", this.name, { after });
        if (this.stopped) return;
        after = frame.version;
        this.take(frame);
        if (document.hidden) await seen(HIDDEN_MILLISECONDS);
      }
    } catch (error) {
      if (this.stopped) return;
      if (!(error instanceof TypeError)) throw error;
      this.onlost();
    }
  }

  take(frame) {
    this.curves.push(...frame.curves);
    if (this.curves.length > MOST_ROWS) this.curves = this.curves.filter((_, index) => index % 2 === 1);
    if (frame.still) this.still = frame.still;
    delete frame.curves; // frames are kept
    delete frame.still;
    this.film.add(frame);
    this.setState(frame.state);
    this.onframe(this);
  }

  setState(state) {
    if (state.moves) this.told = state.moves;
    this.state = state;
    this.onstate(this);
  }

  /** What was done so far, for a link: what the worker told last, and the steps since. */
  moves() {
    const moves = this.told ?? [];
    const more = (this.state?.step ?? 0) - moves.reduce((sum, [kind, what]) => sum + (kind === "step" ? what : 0), 0);
    if (more <= 0) return moves;
    const last = moves.at(-1);
    return last?.[0] === "step" ? [...moves.slice(0, -1), ["step", last[1] + more]] : [...moves, ["step", more]];
  }

  /** Throws Refused. */
  async act(action, settings) {
    this.setState(await this.machine.ask("act", this.name, { action, settings }));
  }

  /** A stage of one iteration, seen slowly; undefined at its end. Throws Refused. */
  slow(command) {
    return this.machine.ask("slow", this.name, { command });
  }

  stop() {
    if (!this.stopped) this.machine.ask("close", this.name).catch(() => undefined); // it may not have been opened
    this.stopped = true;
  }
}

/** Until the page is seen again, at most so long. */
function seen(most) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", done);
      resolve();
    };
    const timer = setTimeout(done, most);
    document.addEventListener("visibilitychange", done);
  });
}
