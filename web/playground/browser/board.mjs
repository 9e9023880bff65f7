// Where everything lies: games and bar above, the planes with what belongs to them, tabs beside.

import { h } from "../../shared/browser/dom.mjs";
import { makeTabs } from "../../shared/browser/tabs.mjs";
import { makeBar } from "./bar.mjs";
import { makeCompare } from "./compare.mjs";
import { makeData } from "./data.mjs";
import { makeCard, makeGames } from "./games.mjs";
import { makeLayers } from "./layers.mjs";
import { makeMorph } from "./morph.mjs";
import { makeSave } from "./save.mjs";
import { makeSettings } from "./settings.mjs";

/** @import {Config, Stage} from "./types.mjs" */
/** @typedef {ReturnType<typeof makeBoard>} Board */

/**
 * @param {Stage} stage
 * @param {HTMLElement} problem
 */
export function makeBoard(stage, problem) {
  const { text } = stage;
  const parts = {
    games: makeGames(stage),
    bar: makeBar(stage),
    layers: makeLayers(stage),
    morph: makeMorph(stage),
    surface: stage.surface,
  };
  const save = makeSave(stage);
  const data = makeData(stage);
  /** @type {Record<string, {element: HTMLElement, render: () => void}>} */
  const sides = {
    charts: stage.charts,
    network: stage.network,
    card: makeCard(stage),
    settings: makeSettings(stage),
    data,
    compare: makeCompare(stage),
    save,
  };
  const tabs = makeTabs({
    names: Object.keys(sides),
    title: text("tabs"),
    label: (name) => text(`tab_${name}`),
    panel: (name) => `side-${name}`,
    choose: (name) => {
      openTab(name);
      stage.remember();
    },
  });
  const sheets = Object.entries(sides).map(([name, side]) =>
    h("div", { role: "tabpanel", id: `side-${name}`, "aria-labelledby": `tab-${name}`, hidden: true }, side.element),
  );
  const openTab = (/** @type {string} */ name) => {
    stage.tab = name;
    tabs.render(name);
    stage.network.setOpen(name === "network");
    for (const sheet of sheets) sheet.hidden = sheet.id !== `side-${name}`;
    sides[name].render();
  };

  const [first, second] = stage.panels;
  first.element.querySelector(".room")?.append(parts.bar.facts);
  const planes = h("div", { class: "planes" }, first.element);
  const view = h(
    "div",
    { class: "view" },
    planes,
    stage.slow.element,
    stage.time.element,
    parts.morph.element,
    parts.layers.element,
    parts.surface.element,
  );
  const side = h("div", { class: "side" }, stage.reports[0].element, tabs.element, sheets);
  const board = h("div", { class: "board" }, view, side);
  return {
    elements: [parts.games.element, parts.bar.element, problem, board],
    parts,
    save,
    open: () => openTab(stage.tab),
    /** Two planes or one. */
    arrange() {
      const { versus, config } = stage.spec;
      const pair = stage.players.length > 1;
      planes.replaceChildren(...stage.panels.slice(0, pair ? 2 : 1).map((panel) => panel.element));
      board.classList.toggle("pair", pair);
      if (pair) for (const [index, panel] of stage.panels.entries()) panel.element.append(stage.reports[index].element);
      else side.prepend(stage.reports[0].element);
      const own = (/** @type {Config} */ other) => Object.fromEntries(Object.keys(other).map((field) => [field, config[field]]));
      first.name(pair && versus ? `A · ${stage.changes(own(versus))}` : "");
      second.name(pair && versus ? `B · ${stage.changes(versus)}` : "");
      for (const panel of stage.panels) panel.fit();
    },
    render() {
      for (const part of Object.values(parts)) part.render();
      stage.time.render();
      sides[stage.tab].render();
    },
    /** The page's colours have changed. */
    paint() {
      stage.theme.refresh();
      parts.layers.paint();
      data.paint();
      stage.charts.rebuild();
    },
  };
}
