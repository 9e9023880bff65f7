// One game as the page sees it: opened in the worker, watched, controlled.

import { Film } from "./frames.mjs";

/** @import {Config, ErrorAnswer, Frame, GameState, Iteration, Move, Row, Still, Units} from "./types.mjs" */
/** @typedef {{config: Config, moves: Move[], running: boolean, pace: number, units: boolean, timed?: boolean}} Opening what the worker is to open */
/** @typedef {Frame & {version: number, state: GameState, curves: Row[], units?: Units, still?: Still}} ReceivedFrame */

const MAX_ROWS = 1500; // of the curves
const HIDDEN_MILLISECONDS = 3000;
let opened = 0;

/**
 * @typedef {object} PlayerOptions
 * @property {import("./machine.mjs").Machine} machine that trains it
 * @property {() => Opening} asked
 * @property {(player: Player) => void} onframe
 * @property {(player: Player) => void} onstate
 * @property {() => void} onlost the worker is gone
 */

export class Player {
  /** @param {PlayerOptions} options */
  constructor({ machine, asked, onframe, onstate, onlost }) {
    this.machine = machine;
    this.asked = asked;
    this.onframe = onframe;
    this.onstate = onstate;
    this.onlost = onlost;
    this.film = new Film();
    /** @type {Still | undefined} */
    this.still = undefined; // what does not change from frame to frame
    /** @type {Units | undefined} */
    this.units = undefined; // of the newest frame, while the diagram is open
    /** @type {Row[]} */
    this.curves = []; // thinned
    /** @type {GameState | undefined} */
    this.state = undefined;
    /** @type {Move[]} */
    this.known = []; // moves that the worker has sent last
    this.wasRunning = false;
    /** @type {ErrorAnswer | null | undefined} */
    this.refused = undefined; // what was said last
    opened += 1;
    this.name = `game-${opened}`;
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

  /** @param {ReceivedFrame} received */
  take({ curves, still, units, ...frame }) {
    this.curves.push(...curves);
    if (this.curves.length > MAX_ROWS) this.curves = this.curves.filter((_, index) => index % 2 === 1);
    if (still) this.still = still;
    this.units = units;
    this.film.add(frame);
    this.setState(frame.state);
    this.onframe(this);
  }

  /** @param {GameState} state */
  setState(state) {
    if (state.moves) this.known = state.moves;
    this.state = state;
    this.onstate(this);
  }

  /**
   * What was done so far, for a link: the moves that the worker has sent last, and the steps since.
   * @returns {Move[]}
   */
  moves() {
    const moves = this.known;
    const more = (this.state?.step ?? 0) - moves.reduce((sum, [kind, what]) => sum + (kind === "step" ? what : 0), 0);
    if (more <= 0) return moves;
    const last = moves.at(-1);
    return last?.[0] === "step" ? [...moves.slice(0, -1), ["step", last[1] + more]] : [...moves, ["step", more]];
  }

  /**
   * Throws Refused.
   * @param {string} action
   * @param {Record<string, unknown>} [settings]
   */
  async act(action, settings) {
    this.setState(await this.machine.ask("act", this.name, { action, settings }));
  }

  /**
   * A stage of one iteration, seen slowly; undefined at its end. Throws Refused.
   * @param {string} command
   * @returns {Promise<Iteration | undefined>}
   */
  slow(command) {
    return this.machine.ask("slow", this.name, { command });
  }

  /**
   * Whether frames are to bring the networks' units.
   * @param {boolean} on
   */
  mapUnits(on) {
    this.machine.ask("units", this.name, { on }).catch(() => undefined); // it may not have been opened
  }

  stop() {
    if (!this.stopped) this.machine.ask("close", this.name).catch(() => undefined); // it may not have been opened
    this.stopped = true;
  }
}

/**
 * Until the page is seen again, at most so long.
 * @param {number} milliseconds
 * @returns {Promise<void>}
 */
function seen(milliseconds) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    document.addEventListener("visibilitychange", done);
  });
}
