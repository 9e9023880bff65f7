// One playground: opened on the server, watched, controlled; opened anew where the server has lost it.

import { Film } from "./frames.mjs";
import { Refused } from "../../shared/browser/server.mjs";
import { act, close, nextFrame, open, slow } from "./server.mjs";

const FRAME_MILLISECONDS = 70; // between two frames, at least
const MOST_ROWS = 1500; // of the curves
const HIDDEN_MILLISECONDS = 3000;
const LOST_MILLISECONDS = 2000;
const LOST = ["playground_gone", "playground_lost"];

/**
 * `asked()` is what the server is to open: {config, moves, running, pace, group}. `onframe(player)`, `onstate(player)`, `onrefused(answer)`,
 * `onlost(yes)` (nobody answers), `onagain()` (opened anew).
 */
export class Player {
  constructor({ asked, onframe, onstate, onrefused, onlost, onagain }) {
    Object.assign(this, { asked, onframe, onstate, onrefused, onlost, onagain });
    this.film = new Film();
    this.still = undefined; // what does not change from frame to frame
    this.curves = []; // {step, numbers}, thinned
    this.state = undefined;
    this.leaving = new AbortController();
    this.name = "";
    this.watching = 0;
  }

  /** Open (anew): everything so far is forgotten. Throws Refused. */
  async start() {
    const { signal } = this.leaving;
    const state = await open(this.asked(), signal);
    if (signal.aborted) return close(state.name);
    if (this.name) close(this.name);
    this.name = state.name;
    this.film = new Film();
    this.curves = [];
    this.still = undefined;
    this.setState(state);
    this.watch(++this.watching);
    return undefined;
  }

  async watch(turn) {
    const { signal } = this.leaving;
    let after = -1;
    let wait;
    const current = () => turn === this.watching && !signal.aborted;
    while (current()) {
      const began = performance.now();
      try {
        const frame = await nextFrame(this.name, after, signal);
        if (!current()) return;
        this.onlost(false);
        if (frame) {
          after = frame.version;
          this.take(frame);
        }
        wait = FRAME_MILLISECONDS;
      } catch (error) {
        if (!current()) return;
        if (error instanceof Refused) {
          if (LOST.includes(error.answer.code)) this.again();
          else this.onrefused(error.answer);
          return;
        }
        if (!(error instanceof TypeError)) throw error; // fetch says TypeError when nobody answers
        this.onlost(true);
        wait = LOST_MILLISECONDS;
      }
      await pause(wait - (performance.now() - began));
      if (document.hidden) await seen(HIDDEN_MILLISECONDS);
    }
  }

  take(frame) {
    this.curves.push(...unroll(frame.curves));
    if (this.curves.length > MOST_ROWS) this.curves = this.curves.filter((_, index) => index % 2 === 1);
    delete frame.curves; // frames are kept
    if (frame.still) this.still = { ...frame.still, real: frame.real, grid_z: frame.grid_z, fake_z: frame.fake_z };
    this.film.add(frame);
    this.setState(frame.state);
    this.onframe(this);
  }

  setState(state) {
    if (state.moves) this.told = state.moves;
    this.state = state;
    this.onstate(this);
  }

  /** What was done so far, for a link: what the server told last, and the steps since. */
  moves() {
    const moves = this.told ?? [];
    const more = (this.state?.step ?? 0) - moves.reduce((sum, [kind, what]) => sum + (kind === "step" ? what : 0), 0);
    if (more <= 0) return moves;
    const last = moves.at(-1);
    return last?.[0] === "step" ? [...moves.slice(0, -1), ["step", last[1] + more]] : [...moves, ["step", more]];
  }

  /** The server has lost it (a crash, or nobody looked for long): it is computed anew up to where it was. */
  async again() {
    this.watching += 1;
    const { running } = this.state;
    const moves = this.moves();
    const before = this.asked;
    this.asked = () => ({ ...before(), moves, running });
    try {
      await this.start();
      this.onagain();
    } catch (error) {
      if (this.leaving.signal.aborted) return;
      if (error instanceof Refused) this.onrefused(error.answer);
      else if (error instanceof TypeError) {
        this.onlost(true);
        setTimeout(() => this.leaving.signal.aborted || this.again(), LOST_MILLISECONDS);
      } else throw error;
    } finally {
      this.asked = before;
    }
  }

  /** Throws Refused. */
  async act(action, settings) {
    this.setState(await act(this.name, action, settings));
  }

  slow(command) {
    return slow(this.name, command);
  }

  stop() {
    this.leaving.abort();
    if (this.name) close(this.name);
  }
}

/** Rows of {names, rows} by name. */
const unroll = ({ names, rows }) => rows.map(([step, ...values]) => ({ step, numbers: Object.fromEntries(names.map((name, index) => [name, values[index]])) }));

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, Math.max(0, milliseconds)));

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
