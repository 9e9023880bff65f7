// One ring, four families: two that play a game and two whose one network learns alone, on the same points and seed, side by side.

import { makeMirror } from "../../shared/browser/address.mjs";
import { h, write } from "../../shared/browser/dom.mjs";
import { makeProblem } from "../../shared/browser/problem.mjs";
import { makePageTheme, paintRoles, watchTheme } from "../../shared/browser/theme.mjs";
import { complete, PACES } from "./config.mjs";
import { makeFamily } from "./family.mjs";
import { listenToKeys } from "./keys.mjs";
import { makeLayers } from "./layers.mjs";
import { familyPairs, readFamilies, switchView } from "./link.mjs";
import { Machine } from "./machine.mjs";
import { Player } from "./player.mjs";
import { makeWords } from "./words.mjs";

/** @import {FamiliesStage, FamilyPreset, Move, PlaygroundData} from "./types.mjs" */

/** @type {(host: HTMLElement, data: PlaygroundData, signal: AbortSignal) => Promise<void>} */
export async function buildFamilies(host, data, signal) {
  paintRoles(host, data.roles);
  const { refused, paused, given, steps, ...link } = readFamilies(location.search, data.about);
  const stage = makeStage(host, data, signal, link);
  const problem = makeProblem(stage.text("unreachable"), stage.error);
  const layers = makeLayers(stage);
  const bar = makeBar(stage);
  const cards = stage.games.map((game, index) => makeFamily(stage, game, index));
  const idea = h("p", { class: "hint" }, stage.text("families_idea", { size: stage.games[0].config.generator_hidden.toString().replaceAll(",", " · ") })); // biome-ignore format: one line
  stage.remember = makeMirror(signal, () => {
    const step = stage.going ? 0 : Math.max(0, ...stage.players.map(({ state }) => (state ? state.step + state.ahead : 0)));
    return familyPairs({ ...stage, steps: step, paused: !stage.going }, data.about);
  });
  stage.redraw = () => {
    for (const [index, card] of cards.entries()) card.show(stage.players[index]);
    layers.render();
  };
  stage.act = async (action, settings) => {
    await problem.attempt(() => Promise.all(stage.players.map((player) => player.act(action, settings))), { signal });
    bar.render();
    stage.remember();
  };
  stage.start = async ({ running, moves = [] }) => {
    for (const player of stage.players.splice(0)) player.stop();
    stage.players = stage.games.map(
      ({ config }, index) =>
        new Player({
          machine: stage.machine,
          asked: () => ({ config: complete({ ...config, seed: stage.seed }), moves, running, pace: stage.pace, units: false, timed: true }),
          onframe: (player) => {
            cards[index].show(player);
            if (index === 0) layers.render();
            host.dataset.frames = String((Number(host.dataset.frames) || 0) + 1);
          },
          onstate: (player) => {
            bar.render();
            if (player.wasRunning && !player.state?.running) stage.remember();
            player.wasRunning = player.state?.running ?? false;
          },
          onlost: () => problem.offline(true),
        }),
    );
    await problem.attempt(() => Promise.all(stage.players.map((player) => player.start())), { signal });
    if (signal.aborted) return;
    bar.render();
    stage.remember();
  };

  host.replaceChildren(bar.element, problem.element, h("div", { class: "families" }, ...cards.map((card) => card.element)), layers.element, idea); // biome-ignore format: one line
  const paint = () => {
    stage.theme.refresh();
    layers.paint();
    stage.redraw();
  };
  paint();
  listenToKeys(stage);
  watchTheme(stage.theme, signal, paint);
  /** @type {Move[]} */
  const moves = [["step", stage.calm && !given ? stage.games[0].steps : steps]];
  await stage.start({ running: !paused && !stage.calm, moves: moves.filter(([, count]) => count) });
  if (refused.length) problem.say(refused.map((fields) => stage.error({ code: "value", fields, message: fields.field })).join(" "));
}

/**
 * @param {HTMLElement} host
 * @param {PlaygroundData} data
 * @param {AbortSignal} signal
 * @param {Pick<FamiliesStage, "data" | "seed" | "pace" | "layers">} link
 * @returns {FamiliesStage}
 */
function makeStage(host, data, signal, link) {
  const stage = /** @type {FamiliesStage} */ ({
    ...makeWords(data),
    ...link,
    host,
    signal,
    about: data.about,
    machine: new Machine(data.about),
    theme: makePageTheme(host, data.roles),
    morph: 1,
    players: /** @type {Player[]} */ ([]),
    get games() {
      return gamesOn(data.about.families, stage.data);
    },
    get a() {
      return stage.players[0];
    },
    get going() {
      return stage.players.some((player) => player.state?.running);
    },
    get calm() {
      return matchMedia("(prefers-reduced-motion: reduce)").matches;
    },
  });
  signal.addEventListener("abort", () => {
    for (const player of stage.players) player.stop();
    stage.machine.stop();
  });
  return stage;
}

/** @type {(families: FamilyPreset[], data: string) => FamilyPreset[]} */
const gamesOn = (families, data) => families.filter(({ config }) => config.data === data);

/**
 * Everything that acts on all four at once.
 * @param {FamiliesStage} stage
 */
function makeBar(stage) {
  const { text, whole, about } = stage;
  /** @type {(name: string, onclick: () => void, words?: string, attributes?: Record<string, string>) => HTMLButtonElement} */
  const button = (name, onclick, words = text(name), attributes = {}) =>
    h("button", { type: "button", "data-action": name, title: text(`${name}_help`), onclick, ...attributes }, words);
  const again = () => stage.start({ running: stage.going });
  const hold = button("run", () => stage.act(stage.going ? "pause" : "run"), text("run"), { class: "main", "aria-keyshortcuts": "P" });
  const skip = () => stage.act("step", { count: stage.games[0].steps });
  const ahead = button("ahead", skip, text("ahead", { steps: "…" })); // until the games are known
  const dice = button("dice", () => {
    stage.seed = Math.floor(Math.random() * 10_000);
    again();
  });
  const data = h(
    "select",
    {
      id: "family-data",
      title: text("setting_data"),
      onchange: () => {
        stage.data = data.value;
        again();
      },
    },
    [...new Set(about.families.map(({ config }) => String(config.data)))].map((name) => h("option", { value: name }, text(`data_${name}`))),
  );
  const pace = h(
    "select",
    {
      id: "pace",
      title: text("pace_help"),
      onchange: () => {
        stage.pace = Number(pace.value);
        stage.act("pace", { pace: stage.pace });
      },
    },
    PACES.map((one) => h("option", { value: one }, one ? text("pace_steps", { pace: one }) : text("pace_free"))),
  );
  const shown = h("span", { class: "step", "data-testid": "families-step", role: "status" });
  const element = h(
    "div",
    { class: "bar" },
    hold,
    ahead,
    button("again", again),
    h("label", { class: "unseen", for: "pace" }, text("pace")),
    pace,
    h("label", { class: "unseen", for: "family-data" }, text("setting_data")),
    data,
    dice,
    shown,
    button("one_game", () => switchView(about, ""), text("one_game"), { class: "away" }),
  );
  const render = () => {
    const { going, players } = stage;
    const name = going ? "pause" : "run";
    hold.dataset.action = name;
    write(hold, text(name));
    hold.title = text(`${name}_help`);
    write(ahead, text("ahead", { steps: whole(stage.games[0].steps) }));
    pace.value = String(stage.pace);
    data.value = stage.data;
    write(dice, `⚂ ${text("seed_is", { seed: stage.seed })}`);
    const step = Math.min(...players.map(({ state }) => state?.step ?? 0));
    write(shown, text("step_count", { step: whole(step) }));
    shown.dataset.step = String(step);
    element.dataset.state = going ? "running" : players.some(({ state }) => state?.ahead) ? "ahead" : "paused";
  };
  return { element, render };
}
