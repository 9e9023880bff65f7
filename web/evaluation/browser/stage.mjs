// The Evaluation page: models are chosen, scored on the server in the background, and laid side by side.

import { mirror } from "../../shared/browser/address.mjs";
import { h } from "../../shared/browser/dom.mjs";
import { paintRoles } from "../../shared/browser/theme.mjs";
import { mountOnce } from "../../shared/browser/mount.mjs";
import { makeProblem } from "../../shared/browser/problem.mjs";
import { makeTabs } from "../../shared/browser/tabs.mjs";
import { makeBars } from "./bars.mjs";
import { makeClasses } from "./classes.mjs";
import { makeCompare } from "./compare.mjs";
import { makeControls, makeTasks } from "./controls.mjs";
import { makeCurve } from "./curve.mjs";
import { makePictures } from "./pictures.mjs";
import { groupRows } from "./rows.mjs";
import { Refused } from "../../shared/browser/server.mjs";
import { cancelScoring, exportUrl, fetchOverview, fetchTasks, startScoring } from "./server.mjs";
import { makeTable } from "./table.mjs";
import { SCORES, makeWords } from "./words.mjs";

const BUSY_MILLISECONDS = 700;
const RESTING_MILLISECONDS = 20_000; // others' results come too
const DEFAULT_N = 1000;
const TABS = ["table", "bars", "classes", "pictures", "compare", "curve"];
const OVER_TRAINING = ["compare", "curve"]; // views of more than the newest checkpoint
const HIDDEN = ["modes", "reverse_kl"]; // until they are asked for
const FORMATS = ["csv", "latex", "markdown"];

export default function mount({ parentElement, data }) {
  const host = parentElement.querySelector(".stage");
  return mountOnce(host, data, (signal) => build(host, data, signal));
}

async function build(host, data, signal) {
  paintRoles(host, data.roles);
  const words = makeWords(data);
  const problem = makeProblem(words.text("unreachable"));
  const page = location.pathname;
  const link = new URLSearchParams(location.search);
  const whole = (name, otherwise) => (/^\d{1,10}$/.test(link.get(name) ?? "") ? Number(link.get(name)) : otherwise);

  const stage = {
    ...words,
    signal,
    told: undefined, // {models, results, published, inception, limits}
    tasks: [],
    chosen: (link.get("models") ?? "").split(",").filter(Boolean),
    extractor: link.get("extractor"),
    n: whole("n", DEFAULT_N),
    seed: whole("seed", 0),
    tab: TABS.includes(link.get("view")) ? link.get("view") : TABS[0],
    hidden: (link.get("hide") ?? HIDDEN.join(",")).split(",").filter((name) => name in SCORES),
    every: false, // score all kept checkpoints, not the newest alone
    group: "", // whose bars are shown
    asked: new Set(), // keys of what this visitor started here
    scored: new Set(), // models that came of it
    fresh: new Set(), // keys of results that came since

    /** Chosen models that can be scored; a run without weights can only be compared. */
    scorable: () => stage.told.models.filter(({ name, extractors }) => stage.chosen.includes(name) && extractors.length),
    /** Extractors that take the pictures of all of them. */
    extractors() {
      const models = stage.scorable();
      return models.length ? models[0].extractors.filter((kind) => models.every(({ extractors }) => extractors.includes(kind))) : [];
    },
    set(changes) {
      Object.assign(stage, changes);
      render();
    },
    toggle(name) {
      stage.set({ chosen: stage.chosen.includes(name) ? stage.chosen.filter((one) => one !== name) : [...stage.chosen, name] });
    },
    toggleScore(name) {
      stage.set({ hidden: stage.hidden.includes(name) ? stage.hidden.filter((one) => one !== name) : [...stage.hidden, name] });
    },
    showGroup: (group) => stage.set({ group }),
    async start() {
      const keys = await attempt(() => startScoring({ models: stage.scorable().map(({ name }) => name), n: stage.n, extractor: stage.extractor, seed: stage.seed, every: stage.every }));
      if (!keys) return;
      stage.scored.clear();
      keys.forEach((key) => stage.asked.add(key));
      tasks.say(words.text("started", { count: keys.length }));
      look();
    },
    async cancel(key) {
      await attempt(() => cancelScoring(key));
      look();
    },
  };

  /** What `action` gives; undefined, and a sentence on the page, where the server refuses or is away. */
  async function attempt(action) {
    try {
      const answer = await action();
      problem.say("");
      return answer;
    } catch (error) {
      if (error instanceof Refused) problem.say(words.error(error.answer));
      else if (error instanceof TypeError) problem.say(words.text("unreachable"));
      else throw error;
      return undefined;
    }
  }

  // What is on the page
  const controls = makeControls(stage);
  const tasks = makeTasks(stage);
  const parts = { table: makeTable(stage), bars: makeBars(stage), classes: makeClasses(stage), pictures: makePictures(stage), compare: makeCompare(stage), curve: makeCurve(stage) };
  const tabs = makeTabs({ names: TABS, title: words.text("views"), label: (name) => words.text(`tab_${name}`), panel: (name) => `panel-${name}`, choose: (tab) => stage.set({ tab }) });
  const panels = TABS.map((name) => h("div", { id: `panel-${name}`, role: "tabpanel", "aria-labelledby": `tab-${name}` }, parts[name].element));
  const scores = makeScoreChips(stage);
  const downloads = h("p", { class: "row downloads" }, h("span", {}, words.text("download")), FORMATS.map((format) => h("a", { class: "button", "data-format": format, download: "" }, words.text(`format_${format}`))));

  const render = () => {
    const kinds = stage.extractors();
    if (!kinds.includes(stage.extractor)) stage.extractor = kinds[0];
    controls.render();
    tasks.render();
    tabs.render(stage.tab);
    panels.forEach((panel, index) => (panel.hidden = TABS[index] !== stage.tab));
    const recorded = OVER_TRAINING.includes(stage.tab);
    const groups = groupRows(stage, recorded);
    parts[stage.tab].render(groups);
    scores.render(groups);
    scores.element.hidden = downloads.hidden = !["table", "bars", ...OVER_TRAINING].includes(stage.tab);
    downloads.querySelectorAll("a").forEach((anchor) => (anchor.href = exportUrl(anchor.dataset.format, words.language, stage.chosen, recorded)));
    remember();
  };
  const remember = () => mirror([
    ["models", isDefault() ? "" : stage.chosen.join(",")], ["extractor", stage.extractor === stage.extractors()[0] ? "" : stage.extractor ?? ""],
    ["n", stage.n === DEFAULT_N ? "" : String(stage.n)], ["seed", stage.seed ? String(stage.seed) : ""], ["view", stage.tab === TABS[0] ? "" : stage.tab], ["hide", String(stage.hidden) === String(HIDDEN) ? "" : stage.hidden.join(",") || "none"],
  ], page);
  const shipped = () => stage.told.models.filter(({ kind, extractors }) => kind === "shipped" && extractors.length);
  const preset = () => shipped().filter(({ dataset }) => dataset === shipped()[0].dataset).slice(0, 4).map(({ name }) => name);
  const isDefault = () => JSON.stringify(stage.chosen) === JSON.stringify(preset());

  // What the server knows
  const learn = (told) => {
    const before = new Set(stage.told?.results.map(({ key }) => key));
    if (stage.told) told.results.filter(({ key }) => !before.has(key)).forEach(({ key }) => stage.fresh.add(key));
    const first = !stage.told;
    stage.told = told;
    stage.tasks = told.tasks;
    const known = told.models.map(({ name }) => name);
    const unknown = stage.chosen.filter((name) => !known.includes(name));
    stage.chosen = stage.chosen.filter((name) => known.includes(name)).slice(0, told.limits.models);
    if (first && !stage.chosen.length && known.length) stage.chosen = preset();
    stage.n = Math.min(Math.max(stage.n, told.limits.n[0]), told.limits.n[1]);
    if (first && unknown.length) problem.say(words.text("unknown_model", { models: unknown.join(", ") }));
    const done = told.results.filter(({ key }) => stage.asked.has(key));
    if (done.length && !first) {
      for (const { key, model } of done) {
        stage.asked.delete(key);
        stage.scored.add(model);
        stage.fresh.add(key);
      }
      tasks.say(words.text("scored", { models: [...stage.scored].join(", ") }));
    }
  };
  let timer;
  let looking = false;
  let again = false; // asked for while it was looking
  const busy = () => stage.tasks.some(({ state }) => state === "queued" || state === "running");
  /** Ask for progress while something is computed, for everything when something ended; again after a while. */
  const look = async (all = false) => {
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    clearTimeout(timer);
    try {
      const now = all || !stage.told ? undefined : await fetchTasks(signal);
      const keys = new Set((now ?? []).map(({ key }) => key));
      if (!now || stage.tasks.some(({ key }) => !keys.has(key)) || [...stage.asked].some((key) => !keys.has(key))) {
        const told = await fetchOverview(signal);
        const same = JSON.stringify(told) === JSON.stringify(stage.told) && !stage.asked.size; // then nothing on the page is touched
        learn(told);
        if (!host.contains(controls.element)) host.replaceChildren(problem.element, controls.element, tasks.element, tabs.element, scores.element, ...panels, downloads);
        if (!same) render();
      } else {
        stage.tasks = now;
        tasks.render();
      }
      problem.offline(false);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Refused) problem.say(words.error(error.answer));
      else if (error instanceof TypeError) problem.offline(true);
      else throw error;
      if (!stage.told) host.replaceChildren(problem.element);
    } finally {
      looking = false;
    }
    if (signal.aborted) return;
    const active = stage.told && busy();
    timer = setTimeout(() => look(!active), again ? 0 : active && !document.hidden ? BUSY_MILLISECONDS : RESTING_MILLISECONDS);
    again = false;
  };
  signal.addEventListener("abort", () => clearTimeout(timer));
  host.replaceChildren(h("p", { class: "hint" }, words.text("loading")));
  await look(true);
}

/** Chips that hide and show scores. */
function makeScoreChips(stage) {
  const element = h("div", { class: "chips scores", role: "group", "aria-label": stage.text("scores") });
  const buttons = Object.keys(SCORES).map((name) => h("button", { type: "button", class: "chip", "data-score": name, title: stage.metricHelp(name), onclick: () => stage.toggleScore(name) }, stage.metric(name)));
  element.append(h("span", { class: "hint" }, stage.text("scores")), ...buttons);
  const render = (groups) => {
    const present = new Set(groups.flatMap(({ rows }) => rows.flatMap(({ scores }) => Object.keys(scores))));
    for (const button of buttons) {
      button.hidden = !present.has(button.dataset.score);
      button.setAttribute("aria-pressed", String(!stage.hidden.includes(button.dataset.score)));
    }
  };
  return { element, render };
}
