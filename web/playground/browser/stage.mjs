// The 2-D playground: a game in the plane that is trained in a worker of the page while one looks at it from all sides, and turns its knobs.

import { mirror } from "../../shared/browser/address.mjs";
import { h } from "../../shared/browser/dom.mjs";
import { isFree } from "../../shared/browser/keys.mjs";
import { makeLook, paintRoles } from "../../shared/browser/theme.mjs";
import { mountOnce } from "../../shared/browser/mount.mjs";
import { makeProblem } from "../../shared/browser/problem.mjs";
import { Refused } from "../../shared/browser/server.mjs";
import { makeTabs } from "../../shared/browser/tabs.mjs";
import { makeBar } from "./bar.mjs";
import { makeCharts } from "./charts.mjs";
import { makeCompare } from "./compare.mjs";
import { makeCounts } from "./counts.mjs";
import { makeData } from "./data.mjs";
import { makeCard, makeGames } from "./games.mjs";
import { complete } from "./config.mjs";
import { makeLayers } from "./layers.mjs";
import { pairs, readLink } from "./link.mjs";
import { Machine } from "./machine.mjs";
import { makeMorph } from "./morph.mjs";
import { makePanel } from "./panel.mjs";
import { Player } from "./player.mjs";
import { makeSave } from "./save.mjs";
import { makeSettings } from "./settings.mjs";
import { makeSlow } from "./slow.mjs";
import { makeTime } from "./time.mjs";
import { makeVerdict } from "./verdict.mjs";
import { makeWords } from "./words.mjs";

const DEFAULTS = { preset: "ring", pace: 300 };
const LOOK_MILLISECONDS = 1000; // how often the page's colours are looked at
const CHART_MILLISECONDS = 250; // how often curves are drawn
const STILL_STEPS = 1500; // what a visitor who wants no motion sees first

/** Called by Streamlit at every script run. */
export default function mount({ parentElement, data }) {
  const host = parentElement.querySelector(".stage");
  return mountOnce(host, data, (signal) => build(host, data, signal));
}

async function build(host, data, signal) {
  paintRoles(host, data.roles);
  const words = makeWords(data);
  const problem = makeProblem(words.text("unreachable"));
  const { about } = data;
  const machine = new Machine(about);
  signal.addEventListener("abort", () => machine.stop());

  const look = makeLook(host);
  const { refused, said, ...spec } = readLink(location.search, about, DEFAULTS);
  const first = spec.config;
  spec.config = spec.moves.reduce((config, [kind, what]) => (kind === "change" ? { ...config, ...what } : config), first);
  const stage = {
    ...words, host, signal, about, machine, look, problem, language: data.language,
    group: Math.random().toString(36).slice(2),
    spec, // {preset, base, config, moves, versus}: config as the game began, with what was changed since
    first, // the config it began with
    layers: spec.layers,
    pace: spec.pace,
    morph: 1,
    players: [],
    get a() { return stage.players[0]; },
    get b() { return stage.players[1]; },
    get going() { return stage.players.some((player) => player.state?.running); },
    get preset() { return about.presets.find(({ name }) => name === stage.spec.preset); },
    /** Steps that "ahead" computes at one go. */
    get skip() { return stage.preset.steps; },

    /** Do something in the worker; what it refuses is said. */
    async attempt(work) {
      try {
        const answer = await work();
        problem.say("");
        return answer;
      } catch (error) {
        if (signal.aborted) return undefined;
        if (error instanceof Refused) {
          problem.say(words.error(error.answer));
          render(); // controls show what holds
        } else if (error instanceof TypeError) problem.say(words.text("unreachable"));
        else throw error;
        return undefined;
      }
    },
    /** For both games. */
    async act(action, settings) {
      stage.slow.leave();
      stage.time.follow();
      await stage.attempt(() => Promise.all(stage.players.map((player) => player.act(action, settings))));
      render();
      remember();
    },
    setPace(pace) {
      stage.pace = pace;
      stage.act("pace", { pace });
    },
    openPreset(name) {
      const { config } = about.presets.find((one) => one.name === name);
      Object.assign(stage.spec, { preset: name, base: config, config: { ...config, seed: stage.spec.config.seed }, moves: [], versus: undefined });
      stage.first = stage.spec.config;
      return start({ running: !calm.matches });
    },
    /** Other settings: in the running game where that is possible, else in a new one. */
    set(changes) {
      const live = Object.keys(changes).every((field) => about.changeable.includes(field)) && stage.a.state?.finite;
      if (live && stage.a.state.step > 0) return stage.change(changes);
      return stage.restart({ changes });
    },
    async change(changes) {
      const before = stage.spec.config;
      stage.spec.config = { ...before, ...changes };
      stage.slow.leave();
      stage.time.follow();
      const done = await stage.attempt(async () => {
        await Promise.all(stage.players.map((player, index) => {
          const own = index ? Object.fromEntries(Object.entries(changes).filter(([field]) => !(field in (stage.spec.versus ?? {})))) : changes;
          return Object.keys(own).length ? player.act("change", own) : undefined;
        }));
        return true;
      });
      if (!done) stage.spec.config = before;
      render();
      remember();
    },
    /** From the first step, as it is now, with changes. */
    restart({ changes = {}, running = stage.going || stage.a?.state?.finite === false } = {}) {
      stage.spec.config = { ...stage.spec.config, ...changes };
      stage.first = stage.spec.config;
      stage.spec.moves = [];
      return start({ running });
    },
    /** Beside the same game with one knob turned; null for alone. */
    compare(versus) {
      stage.spec.versus = versus ?? undefined;
      if (versus) return stage.restart();
      stage.players.splice(1).forEach((player) => player.stop());
      arrange();
      render();
      return remember();
    },
    recipe: () => ({ config: stage.first, moves: stage.a.moves() }),
    link: () => location.href,
    redraw() {
      stage.players.forEach((player, index) => {
        const frame = stage.time.frame(player);
        if (frame && player.still) stage.panels[index].show(frame, player.still);
      });
      stage.counts.render();
      stage.verdict.render();
    },
    remember: () => remember(),
    render: () => render(),
  };
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  stage.panels = ["a", "b"].map((letter) => makePanel(stage, letter));
  stage.time = makeTime(stage);
  stage.slow = makeSlow(stage);
  stage.counts = makeCounts(stage);
  stage.verdict = makeVerdict(stage);
  stage.charts = makeCharts(stage);
  const parts = {
    games: makeGames(stage), bar: makeBar(stage), layers: makeLayers(stage), morph: makeMorph(stage),
  };
  const sides = { charts: stage.charts, card: makeCard(stage), settings: makeSettings(stage), data: makeData(stage), compare: makeCompare(stage), save: makeSave(stage) };
  const tabs = makeTabs({ names: Object.keys(sides), title: words.text("tabs"), label: (name) => words.text(`tab_${name}`), panel: (name) => `side-${name}`, choose: (name) => openTab(name) });
  const sheets = Object.entries(sides).map(([name, side]) => h("div", { role: "tabpanel", id: `side-${name}`, "aria-labelledby": `tab-${name}`, hidden: true }, side.element));
  stage.panels[0].element.querySelector(".room").append(parts.bar.facts);
  let tab = "charts";
  const openTab = (name) => {
    tab = name;
    tabs.render(name);
    sheets.forEach((sheet) => (sheet.hidden = sheet.id !== `side-${name}`));
    sides[name].render();
  };
  const planes = h("div", { class: "planes" }, stage.panels[0].element);
  const view = h("div", { class: "view" }, planes, stage.slow.element, stage.time.element, parts.morph.element, parts.layers.element);
  const side = h("div", { class: "side" }, stage.counts.element, stage.verdict.element, tabs.element, sheets);
  const board = h("div", { class: "board" }, view, side);
  host.replaceChildren(parts.games.element, parts.bar.element, problem.element, board);

  // Two planes or one
  const arrange = () => {
    const pair = stage.players.length > 1;
    planes.replaceChildren(...stage.panels.slice(0, pair ? 2 : 1).map((panel) => panel.element));
    board.classList.toggle("pair", pair);
    stage.panels[0].name(pair ? `A · ${words.changes(Object.fromEntries(Object.keys(stage.spec.versus).map((field) => [field, stage.spec.config[field]])))}` : "");
    stage.panels[1].name(pair ? `B · ${words.changes(stage.spec.versus)}` : "");
    stage.panels.forEach((panel) => panel.fit());
  };

  // Games in the worker
  let drawn = 0;
  const makePlayer = (index, running, moves) => new Player({
    machine,
    asked: () => ({ config: complete(index ? { ...stage.first, ...stage.spec.versus } : stage.first), moves, running, pace: stage.pace }),
    onframe: (player) => {
      if (stage.time.at === null && player.still) stage.panels[index].show(player.film.last, player.still);
      host.dataset.frames = (Number(host.dataset.frames) || 0) + 1;
      if (index === 0) {
        stage.time.render();
        stage.counts.render();
        stage.verdict.render();
        parts.layers.render();
      }
      const now = performance.now();
      if (now - drawn < CHART_MILLISECONDS && player.state.running) return;
      drawn = now;
      stage.charts.render();
    },
    onstate: (player) => {
      if (index === 0) parts.bar.render();
      if (player.state.refused && !player.refused) problem.say(words.error(player.state.refused));
      player.refused = player.state.refused;
      if (player.wasRunning && !player.state.running) remember();
      player.wasRunning = player.state.running;
    },
    onlost: () => problem.offline(true),
  });
  const start = async ({ running, moves = [] }) => {
    stage.slow.leave();
    stage.verdict.reset();
    stage.time.reset();
    stage.players.splice(0).forEach((player) => player.stop());
    stage.players = (stage.spec.versus ? [0, 1] : [0]).map((index) => makePlayer(index, running, moves));
    arrange();
    const started = await stage.attempt(async () => {
      await Promise.all(stage.players.map((player) => player.start()));
      return true;
    });
    if (signal.aborted) return false;
    render();
    if (started) remember();
    return Boolean(started);
  };
  const render = () => {
    for (const part of Object.values(parts)) part.render();
    stage.time.render();
    sides[tab].render();
  };

  // The link
  const page = location.pathname;
  let writing = 0;
  const remember = () => {
    clearTimeout(writing);
    writing = setTimeout(() => {
      const paused = !stage.going;
      const all = stage.a.moves();
      // while it goes on, what was changed is told, not how far it has come
      const moves = paused || all.at(-1)?.[0] !== "step" ? all : all.slice(0, -1);
      mirror(pairs({ ...stage.spec, config: stage.first, moves, paused, pace: stage.pace, layers: stage.layers }, DEFAULTS), page);
      sides.save.render();
    }, 200);
  };

  const paint = () => {
    look.refresh();
    parts.layers.paint();
    sides.data.paint();
    stage.charts.rebuild();
  };
  const watcher = setInterval(() => {
    if (!look.changed()) return;
    paint();
    stage.redraw();
    stage.charts.render();
  }, LOOK_MILLISECONDS);
  signal.addEventListener("abort", () => {
    clearInterval(watcher);
    clearTimeout(writing);
    stage.players.forEach((player) => player.stop());
  });
  document.addEventListener("keydown", (event) => {
    if (!isFree(event)) return;
    if (event.key === "p") stage.act(stage.going ? "pause" : "run");
    else if (event.key === "s") stage.act("step");
  }, { signal });

  paint();
  openTab(tab);
  const still = calm.matches && !said;
  const started = await start({ running: !spec.paused && !calm.matches, moves: still ? [["step", STILL_STEPS]] : spec.moves });
  if (!started && problem.said !== words.text("unreachable")) { // what the link asks for is no game: that is said, and another shown
    const sentence = problem.said;
    stage.spec.config = spec.base;
    await stage.openPreset(spec.preset);
    problem.say(sentence);
  }
  if (refused.length) problem.say([...refused.map((fields) => words.error({ code: "value", fields, message: fields.field })), problem.said].join(" ").trim());
}
