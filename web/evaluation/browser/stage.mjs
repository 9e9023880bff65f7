// The Evaluation page: models are chosen, scored on the server in the background, and laid side by side.

import { mirror } from "../../shared/browser/address.mjs";
import { h } from "../../shared/browser/dom.mjs";
import { refusalOf } from "../../shared/browser/link.mjs";
import { mountOnce } from "../../shared/browser/mount.mjs";
import { poll } from "../../shared/browser/poll.mjs";
import { makeProblem } from "../../shared/browser/problem.mjs";
import { makeTabs } from "../../shared/browser/tabs.mjs";
import { paintRoles } from "../../shared/browser/theme.mjs";
import { makeBars } from "./bars.mjs";
import { makeClasses } from "./classes.mjs";
import { makeCompare } from "./compare.mjs";
import { makeControls } from "./controls.mjs";
import { makeCopies } from "./copies.mjs";
import { makeCurve } from "./curve.mjs";
import { makeHuman } from "./human.mjs";
import { makeInfinity } from "./infinity.mjs";
import { pairs, readLink, TABS, unfit } from "./link.mjs";
import { makePictures } from "./pictures.mjs";
import { groupRows } from "./rows.mjs";
import { cancelScoring, exportUrl, fetchOverview, fetchTasks, startScoring } from "./server.mjs";
import { makeTable } from "./table.mjs";
import { makeTasks } from "./tasks.mjs";
import { makeWords, SCORES } from "./words.mjs";

/** @import {EvaluationData, Group, Overview, Stage, View} from "./types.mjs" */

const BUSY_MILLISECONDS = 700;
const RESTING_MILLISECONDS = 20_000; // others' results come too
const PRESET_MODELS = 4;
const OVER_TRAINING = ["compare", "curve"]; // views of more than the newest checkpoint
const FORMATS = ["csv", "latex", "markdown", "html"];

/** @param {{parentElement: HTMLElement, data: EvaluationData}} component */
export default function mount({ parentElement, data }) {
  const host = /** @type {HTMLElement} */ (parentElement.querySelector(".stage"));
  return mountOnce(host, data, (signal) => build(host, data, signal));
}

/**
 * @param {HTMLElement} host
 * @param {EvaluationData} data
 * @param {AbortSignal} signal
 */
function build(host, data, signal) {
  paintRoles(host, data.roles);
  const words = makeWords(data);
  const problem = makeProblem(words.text("unreachable"), words.error);
  const page = location.pathname;
  const { choice, refused } = readLink(location.search);
  const stage = makeStage(words, choice, signal);
  Object.assign(stage, {
    set(/** @type {Partial<import("./types.mjs").Choice>} */ changes) {
      Object.assign(stage, changes);
      board.render();
      mirror(pairs(stage, presetOf(stage)), page);
    },
    async start() {
      const { n, extractor, seed, every } = stage;
      const models = stage.scorable().map(({ name }) => name);
      const keys = await problem.attempt(() => startScoring({ models, n, extractor, seed, every }));
      if (!keys) return;
      stage.scored.clear();
      for (const key of keys) stage.asked.add(key);
      board.tasks.say(words.text("started", { count: keys.length }));
      polling.now();
    },
    async cancel(/** @type {string} */ key) {
      await problem.attempt(() => cancelScoring(key));
      polling.now();
    },
  });
  const board = makeBoard(stage);
  const learned = (/** @type {Overview} */ overview) => {
    const same = JSON.stringify(overview) === JSON.stringify(stage.overview) && !stage.asked.size; // then nothing on the page is touched
    const first = !stage.overview;
    const { unknown, wrong, scored } = learn(stage, overview);
    const told = [refusalOf(data.errors, first ? [...refused, ...wrong] : [])];
    if (unknown.length) told.push(words.text("unknown_model", { models: unknown.join(", ") }));
    if (told.some(Boolean)) problem.say(told.join(" ").trim());
    if (scored) board.tasks.say(words.text("scored", { models: [...stage.scored].map(stage.title).join(", ") }));
    if (first) host.replaceChildren(problem.element, ...board.elements);
    if (!same) stage.set({});
  };

  let all = true; // whether everything is asked for, or progress alone
  /** Ask for progress while something is computed, for everything when something ended; again after a while. */
  const update = async () => {
    const tasks = all ? undefined : await fetchTasks(signal);
    if (signal.aborted) return undefined;
    const keys = new Set(tasks?.map(({ key }) => key));
    const ended = stage.tasks.some(({ key }) => !keys.has(key)) || [...stage.asked].some((key) => !keys.has(key));
    if (tasks && !ended) {
      stage.tasks = tasks;
      board.tasks.render();
    } else {
      const overview = await fetchOverview(signal);
      if (signal.aborted) return undefined;
      learned(overview);
    }
    return rest();
  };
  const rest = () => {
    const busy = stage.tasks.some(({ state }) => state === "queued" || state === "running");
    all = !busy;
    return busy && !document.hidden ? BUSY_MILLISECONDS : RESTING_MILLISECONDS;
  };
  const sayAlone = () => {
    if (!stage.overview) host.replaceChildren(problem.element);
  };
  host.replaceChildren(h("p", { class: "hint" }, words.text("loading")));
  const polling = poll(update, {
    signal,
    onlost(lost) {
      problem.offline(lost);
      if (lost) sayAlone();
    },
    onrefused({ answer }) {
      problem.say(words.error(answer));
      sayAlone();
      return rest();
    },
  });
  return polling.done;
}

/**
 * @param {ReturnType<typeof makeWords>} words
 * @param {import("./types.mjs").Choice} choice
 * @param {AbortSignal} signal
 */
function makeStage(words, choice, signal) {
  /** @type {(list: string[], name: string) => string[]} */
  const toggled = (list, name) => (list.includes(name) ? list.filter((one) => one !== name) : [...list, name]);
  const stage = /** @type {Stage} */ ({
    ...words,
    title: (name) => stage.overview?.models.find((model) => model.name === name)?.title[words.language] ?? words.title(name),
    ...choice,
    signal,
    tasks: /** @type {Stage["tasks"]} */ ([]),
    asked: new Set(),
    scored: new Set(),
    fresh: new Set(),
    scorable: () => stage.overview.models.filter(({ name, extractors }) => stage.chosen.includes(name) && extractors.length),
    extractors() {
      const [first, ...others] = stage.scorable().map(({ extractors }) => extractors);
      return (first ?? []).filter((kind) => others.every((kinds) => kinds.includes(kind)));
    },
    toggle: (name) => stage.set({ chosen: toggled(stage.chosen, name) }),
    toggleScore: (name) => stage.set({ hidden: toggled(stage.hidden, name) }),
  });
  return stage;
}

/**
 * What is chosen where a link says nothing: shipped models of one data set, the best extractor of what is chosen.
 * @param {Stage} stage
 */
function presetOf(stage) {
  const shipped = stage.overview.models.filter(({ kind, extractors }) => kind === "shipped" && extractors.length);
  const alike = shipped.filter(({ dataset }) => dataset === shipped[0].dataset);
  return { models: alike.slice(0, PRESET_MODELS).map(({ name }) => name), extractor: stage.extractors().at(0) };
}

/**
 * Take over what the server knows. Models of the link that there are none of, what else of it does not fit, and whether something
 * asked for here was scored.
 * @param {Stage} stage
 * @param {Overview} overview
 */
function learn(stage, overview) {
  const before = stage.overview;
  const { models, results, limits } = overview;
  Object.assign(stage, { overview, tasks: overview.tasks });
  const known = models.map(({ name }) => name);
  const unknown = before ? [] : stage.chosen.filter((name) => !known.includes(name));
  stage.chosen = stage.chosen.filter((name) => known.includes(name)).slice(0, limits.models);
  if (!before && !stage.chosen.length && known.length) stage.chosen = presetOf(stage).models;
  const wrong = before ? [] : unfit(stage, { n: limits.n, kinds: stage.extractors() });
  stage.n = Math.min(Math.max(stage.n, limits.n[0]), limits.n[1]);
  if (!before) return { unknown, wrong, scored: false };
  const old = new Set(before.results.map(({ key }) => key));
  for (const { key } of results) if (!old.has(key)) stage.fresh.add(key);
  const done = results.filter(({ key }) => stage.asked.has(key));
  for (const { key, model } of done) {
    stage.asked.delete(key);
    stage.scored.add(model);
    stage.fresh.add(key);
  }
  return { unknown, wrong, scored: done.length > 0 };
}

/**
 * What is on the page.
 * @param {Stage} stage
 */
function makeBoard(stage) {
  const { text } = stage;
  const controls = makeControls(stage);
  const tasks = makeTasks(stage);
  /** @type {Record<string, View>} */
  const views = {
    table: makeTable(stage),
    bars: makeBars(stage),
    classes: makeClasses(stage),
    pictures: makePictures(stage),
    copies: makeCopies(stage),
    infinity: makeInfinity(stage),
    compare: makeCompare(stage),
    curve: makeCurve(stage),
    human: makeHuman(stage),
  };
  const tabs = makeTabs({
    names: TABS,
    title: text("views"),
    label: (name) => text(`tab_${name}`),
    panel: (name) => `panel-${name}`,
    choose: (tab) => stage.set({ tab }),
  });
  const panels = TABS.map((name) =>
    h("div", { id: `panel-${name}`, role: "tabpanel", "aria-labelledby": `tab-${name}` }, views[name].element),
  );
  const scores = makeScoreChips(stage);
  const anchors = FORMATS.map((format) => ({
    format,
    element: h("a", { class: "button", "data-format": format, download: "" }, text(`format_${format}`)),
  }));
  const downloads = h("p", { class: "row downloads" }, h("span", {}, text("download")));
  downloads.append(...anchors.map(({ element }) => element));

  const render = () => {
    const kinds = stage.extractors();
    if (!kinds.includes(stage.extractor ?? "")) stage.extractor = kinds.at(0);
    controls.render();
    tasks.render();
    tabs.render(stage.tab);
    panels.forEach((panel, index) => {
      panel.hidden = TABS[index] !== stage.tab;
    });
    const recorded = OVER_TRAINING.includes(stage.tab);
    const groups = groupRows(stage, recorded);
    views[stage.tab].render(groups);
    scores.render(groups);
    const numbers = ["table", "bars", ...OVER_TRAINING].includes(stage.tab);
    for (const element of [scores.element, downloads]) element.hidden = !numbers;
    for (const { format, element } of anchors) element.href = exportUrl(format, stage.language, stage.chosen, recorded);
  };
  return { elements: [controls.element, tasks.element, tabs.element, scores.element, ...panels, downloads], tasks, render };
}

/**
 * Chips that hide and show scores.
 * @param {Stage} stage
 */
function makeScoreChips(stage) {
  const buttons = Object.keys(SCORES).map((name) => {
    const attributes = { type: "button", class: "chip", title: stage.metricHelp(name), onclick: () => stage.toggleScore(name) };
    return { name, element: h("button", { ...attributes, "data-score": name }, stage.metric(name)) };
  });
  const title = stage.text("scores");
  const element = h("div", { class: "chips scores", role: "group", "aria-label": title }, h("span", { class: "hint" }, title));
  element.append(...buttons.map((button) => button.element));
  const render = (/** @type {Group[]} */ groups) => {
    const present = new Set(groups.flatMap(({ rows }) => rows.flatMap(({ scores }) => Object.keys(scores))));
    for (const { name, element: button } of buttons) {
      button.hidden = !present.has(name);
      button.setAttribute("aria-pressed", String(!stage.hidden.includes(name)));
    }
  };
  return { element, render };
}
