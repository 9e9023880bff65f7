// The 2-D playground: a game in the plane that is trained in a worker of the page while one looks at it from all sides, and turns its knobs.

import { makeMirror } from "../../shared/browser/address.mjs";
import { mountOnce } from "../../shared/browser/mount.mjs";
import { makeProblem } from "../../shared/browser/problem.mjs";
import { makePageTheme, paintRoles, watchTheme } from "../../shared/browser/theme.mjs";
import { makeActions } from "./actions.mjs";
import { makeBoard } from "./board.mjs";
import { makeCharts } from "./charts.mjs";
import { buildFamilies } from "./families.mjs";
import { listenToKeys } from "./keys.mjs";
import { FAMILIES, pairs, readLink } from "./link.mjs";
import { Machine } from "./machine.mjs";
import { makeNetwork } from "./network.mjs";
import { makePanel } from "./panel.mjs";
import { makeStart } from "./players.mjs";
import { makeReport } from "./report.mjs";
import { makeSlow } from "./slow.mjs";
import { makeSurface } from "./surface.mjs";
import { makeTime } from "./time.mjs";
import { makeWords } from "./words.mjs";

/** @import {Config, Move, PlaygroundData, Stage} from "./types.mjs" */

const DEFAULTS = { preset: "ring", pace: 300 };
/** @type {Move[]} */
const STILL = [["step", 1500]]; // what a visitor who wants no motion sees first

/**
 * Called by Streamlit at every script run.
 * @param {{parentElement: ShadowRoot, data: PlaygroundData}} component
 */
export default function mount({ parentElement, data }) {
  const host = /** @type {HTMLElement} */ (parentElement.querySelector(".stage"));
  return mountOnce(host, data, (signal) => build(host, data, signal));
}

/** @type {(config: Config, moves: Move[]) => Config} a config with what moves have changed */
const afterMoves = (config, moves) => Object.assign({}, config, ...moves.map(([kind, what]) => (kind === "change" ? what : {})));

/**
 * The state of the stage, and what it looks up in it; parts and actions are added to it.
 * @param {HTMLElement} host
 * @param {PlaygroundData} data
 * @param {AbortSignal} signal
 * @param {Pick<Stage, "spec" | "layers" | "pace" | "tab">} link
 * @returns {Stage}
 */
function makeStage(host, data, signal, { spec, layers, pace, tab }) {
  const { about, language } = data;
  const stage = /** @type {Stage} */ ({
    ...makeWords(data),
    host,
    signal,
    about,
    language,
    machine: new Machine(about),
    theme: makePageTheme(host, data.roles),
    group: Math.random().toString(36).slice(2),
    spec: { ...spec, config: afterMoves(spec.config, spec.moves) },
    first: spec.config,
    layers,
    pace,
    tab,
    morph: 1,
    players: /** @type {Stage["players"]} */ ([]),
    get a() {
      return stage.players[0];
    },
    get b() {
      return stage.players[1];
    },
    get going() {
      return stage.players.some((player) => player.state?.running);
    },
    get calm() {
      return matchMedia("(prefers-reduced-motion: reduce)").matches;
    },
    get preset() {
      return about.presets[about.presets.findIndex(({ name }) => name === stage.spec.preset)];
    },
    get skip() {
      return stage.preset.steps;
    },
    recipe: () => ({ config: stage.first, moves: stage.a.moves() }),
    link: () => location.href,
    redraw() {
      for (const [index, player] of stage.players.entries()) {
        const frame = stage.time.frame(player);
        if (frame && player.still) stage.panels[index].show(frame, player.still);
      }
      for (const report of stage.reports) report.render();
    },
  });
  signal.addEventListener("abort", () => {
    for (const player of stage.players) player.stop();
    stage.machine.stop();
  });
  return stage;
}

/** @type {(host: HTMLElement, data: PlaygroundData, signal: AbortSignal) => Promise<void>} */
async function build(host, data, signal) {
  if (new URLSearchParams(location.search).get("view") === FAMILIES) return buildFamilies(host, data, signal);
  paintRoles(host, data.roles);
  const { refused, given, paused, layers, pace, tab, surface, ...spec } = readLink(location.search, data.about, DEFAULTS);
  const stage = makeStage(host, data, signal, { spec, layers, pace, tab });
  const problem = makeProblem(stage.text("unreachable"), stage.error);
  Object.assign(stage, makeActions(stage, problem));
  stage.surface = makeSurface(stage, surface);
  stage.panels = ["a", "b"].map((letter) => makePanel(stage, letter));
  stage.time = makeTime(stage);
  stage.slow = makeSlow(stage);
  stage.reports = [0, 1].map((index) => makeReport(stage, index));
  stage.charts = makeCharts(stage);
  stage.network = makeNetwork(stage);
  const board = makeBoard(stage, problem.element);
  stage.arrange = board.arrange;
  stage.render = board.render;
  stage.remember = makeMirror(signal, () => pairsOf(stage), board.save.render);
  stage.start = makeStart(stage, board, problem);

  host.replaceChildren(...board.elements);
  listenToKeys(stage);
  watchTheme(stage.theme, signal, () => {
    board.paint();
    stage.redraw();
    stage.charts.render();
  });
  board.paint();
  board.open();
  const started = await stage.start({ running: !paused && !stage.calm, moves: stage.calm && !given ? STILL : spec.moves });
  if (!started && problem.said !== stage.text("unreachable")) {
    // what the link asks for is no game: that is said, and another shown
    const sentence = problem.said;
    stage.spec.config = spec.base;
    await stage.openPreset(spec.preset);
    problem.say(sentence);
  }
  if (!refused.length) return;
  const sentences = refused.map((fields) => stage.error({ code: "value", fields, message: fields.field }));
  problem.say([...sentences, problem.said].join(" ").trim());
}

/**
 * What the address says of the games that are played.
 * @param {Stage} stage
 */
function pairsOf(stage) {
  const paused = !stage.going;
  const all = stage.a.moves();
  // while it goes on, what was changed is written, not how far it has come
  const moves = paused || all.at(-1)?.[0] !== "step" ? all : all.slice(0, -1);
  const { spec, first, pace, layers, tab, surface } = stage;
  return pairs({ ...spec, config: first, moves, paused, pace, layers, tab, surface: surface.on }, DEFAULTS);
}
