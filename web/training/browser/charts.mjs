// The charts: one x axis for all, one pointer, and what stands on them: equilibrium lines, events, the moment on the screen.

import { h, write } from "../../shared/browser/dom.mjs";
import { makePageTheme, watchTheme } from "../../shared/browser/theme.mjs";
import { zoomed } from "./axis.mjs";
import { Chart } from "./chart.mjs";
import { CHARTS } from "./chart_table.mjs";
import { makeDetail } from "./detail.mjs";
import { makeMarks } from "./marks.mjs";
import { makeScoreCurve } from "./score_curve.mjs";
import { SharesChart } from "./shares_chart.mjs";
import { makeToolbar } from "./toolbar.mjs";

/** @import {Definition} from "./chart.mjs" */
/** @import {Stage} from "./types.mjs" */

/** @type {Definition} of scores, which the server adds while it trains */
const FID = { name: "fid", log: false, kinds: [[["fid", "generated", "label_fid"]]] };
const PLACE = ["accuracy", "samples", "shares", "fid"]; // charts that share one place: the first, and the others on request
/** @type {Record<string, string>} chart of the samples that alone shows what a finding is about */
const OF_FINDING = { partial_collapse: "shares", complete_collapse: "shares", label_ignored: "samples" };
const ZOOM = 0.7; // by a key
/** @type {Record<string, [factor: number, shift?: number]>} */
const KEYS = { "+": [ZOOM], "=": [ZOOM], "-": [1 / ZOOM], ArrowLeft: [1, -0.2], ArrowRight: [1, 0.2] };

/** @param {Stage} stage */
export function makeCharts(stage) {
  const theme = makePageTheme(stage.host, stage.roles);
  const tip = h("div", { class: "tip", role: "tooltip", id: "live-tip", hidden: true });
  const marks = makeMarks(stage, tip);
  const group = `live-${Math.random().toString(36).slice(2)}`;
  const detail = makeDetail(stage, () => draw());
  const scores = makeScoreCurve(stage, () => render());
  const plots = [...CHARTS, FID].map((definition) => new Chart(stage, definition, { group, theme, marks, detail, scores }));
  const charts = plots.flatMap((plot) => (plot.definition.name === "samples" ? [plot, new SharesChart(stage)] : [plot])); // beside its kind
  const fid = makeFidSwitch(stage, plots, scores);
  const show = makePlace(stage, charts);
  const toolbar = makeToolbar(stage);
  const figures = charts.map((chart) => chart.element);
  const grid = h("div", { class: "grid" }, figures, tip);
  const element = h("section", { class: "charts", "aria-label": stage.text("charts") }, grid, toolbar.element);

  /** @returns {[number, number]} */
  const range = () => {
    if (stage.zoom) return stage.zoom;
    const ends = [stage.a, stage.b].map(({ status, curves }) => Math.min(Math.max(status?.step ?? 0, curves?.step ?? 0), stage.time.until));
    return [0, Math.max(1, ...ends)];
  };
  element.addEventListener("keydown", (event) => {
    const onPlot = event.target instanceof Element && event.target.matches(".plot");
    if (event.ctrlKey || event.metaKey || event.altKey || !onPlot) return;
    const step = KEYS[event.key];
    if (!step && event.key !== "0") return;
    event.preventDefault();
    const last = Math.max(stage.a.curves?.step ?? 1, stage.b.curves?.step ?? 1);
    stage.setZoom(step ? zoomed(range(), last, ...step) : null);
  });

  const render = () => {
    toolbar.render();
    marks.read();
    detail.update();
    fid.render();
    show();
    draw();
  };
  const draw = () => {
    if (!stage.a.curves) return;
    const [low, high] = range();
    for (const chart of charts) chart.render(low, high);
  };
  const resize = new ResizeObserver(() => {
    for (const chart of charts) chart.fit();
  });
  resize.observe(grid);
  watchTheme(theme, stage.signal, () => {
    if (theme.refresh()) for (const chart of charts) chart.rebuild();
  });
  stage.signal.addEventListener("abort", () => {
    detail.stop();
    resize.disconnect();
    for (const chart of charts) chart.stop();
  });
  return { element, render, hover: toolbar.hover };
}

/**
 * On FID's chart, what scores the run's checkpoints, and whether it does.
 * @param {Stage} stage
 * @param {Chart[]} charts
 * @param {ReturnType<typeof makeScoreCurve>} scores
 */
function makeFidSwitch(stage, charts, scores) {
  const chart = charts.find(({ definition }) => definition === FID);
  const button = h("button", { type: "button", class: "quiet", title: stage.text("fid_switch_help"), onclick: scores.toggle });
  chart?.buttons.prepend(button);
  let seen = "";
  return {
    render() {
      const { name, other, a, b } = stage;
      const news = [name, other, a.status?.checkpoint_steps.at(-1), b.status?.checkpoint_steps.at(-1)].join();
      if (news !== seen) scores.update();
      seen = news;
      button.disabled = !scores.possible;
      button.setAttribute("aria-pressed", String(scores.on));
      write(button, stage.text(scores.waiting ? "fid_scoring" : "fid_switch", { count: scores.waiting }));
    },
  };
}

/**
 * Charts in one place, with buttons on each that show the others. What is shown first of a run that is over is what its finding is about.
 * @param {Stage} stage
 * @param {(Chart | SharesChart)[]} charts
 */
function makePlace(stage, charts) {
  const sharing = charts.filter(({ definition }) => PLACE.includes(definition.name));
  let chosen = "";
  let shown = "";
  const show = () => {
    const { status, curves } = stage.a;
    const telling = status && stage.isOver(status.state) && curves?.curves.has("diversity") ? OF_FINDING[status.finding?.name] : "";
    const name = chosen || telling || PLACE[0];
    if (name === shown) return;
    shown = name;
    for (const { element, definition } of sharing) element.hidden = definition.name !== name;
    for (const chart of sharing) chart.fit();
  };
  const button = (/** @type {Chart | SharesChart} */ next) => {
    const title = stage.text(`show_${next.definition.name}_help`);
    const choose = () => {
      chosen = next.definition.name;
      show();
      next.buttons.querySelector("button")?.focus();
    };
    return h("button", { type: "button", class: "quiet", title, onclick: choose }, stage.text(`show_${next.definition.name}`));
  };
  for (const chart of sharing) chart.buttons.prepend(...sharing.filter((other) => other !== chart).map(button));
  return show;
}
