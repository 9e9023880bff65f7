// The four charts: one x axis for all, one pointer, and what stands on them: equilibrium lines, events, the moment on the screen.

import { h } from "../../shared/browser/dom.mjs";
import { makeLook } from "../../shared/browser/theme.mjs";
import { makeChart } from "./chart.mjs";
import { makeDetail } from "./detail.mjs";
import { makeMarks } from "./marks.mjs";
import { makeToolbar } from "./toolbar.mjs";

/** `curves`: [name of a number, role that gives its colour, key of its label]. */
const CHARTS = [
  { name: "loss", log: false, kinds: [[["discriminator_loss", "discriminator", "label_d"], ["generator_loss", "generator", "label_g"]]] },
  {
    name: "output", unit: true,
    kinds: [
      [["real_prob_mean", "real", "label_real"], ["fake_prob_mean", "generated", "label_fake"]],
      [["real_score_mean", "real", "label_real"], ["fake_score_mean", "generated", "label_fake"]],
    ],
  },
  {
    name: "accuracy", unit: true, percent: true,
    kinds: [
      [["discriminator_pair_accuracy", "discriminator", "label_pairs"]], // where there are any: then D(x) alone says nothing
      [["discriminator_accuracy_real", "real", "label_real"], ["discriminator_accuracy_fake", "generated", "label_fake"]],
    ],
  },
  { name: "gradient", log: true, kinds: [[["generator_grad_norm", "generator", "label_g"], ["discriminator_grad_norm", "discriminator", "label_d"]]] },
];
const LOOK_MILLISECONDS = 1000; // how often the page's colours are looked at
const ZOOM = 0.7; // by a key

export function makeCharts(stage) {
  const look = makeLook(stage.host);
  const tip = h("div", { class: "tip", role: "tooltip", id: "live-tip", hidden: true });
  const marks = makeMarks(stage, tip);
  const group = `live-${Math.random().toString(36).slice(2)}`;
  const detail = makeDetail(stage, () => draw());
  const charts = CHARTS.map((definition) => makeChart(stage, definition, { group, look, marks, detail }));
  const toolbar = makeToolbar(stage);
  const grid = h("div", { class: "grid" }, charts.map((chart) => chart.element), tip);
  const element = h("section", { class: "charts", "aria-label": stage.text("charts") }, grid, toolbar.element);

  const range = () => {
    if (stage.zoom) return stage.zoom;
    const ends = [stage.a, stage.b].map(({ status, curves }) => Math.min(Math.max(status?.step ?? 0, curves?.step ?? 0), stage.time.until));
    return [0, Math.max(1, ...ends)];
  };
  /** Zoom (factor) and move (share of what is seen) by keys. */
  function zoomBy(factor, shift = 0) {
    const [low, high] = range();
    const last = Math.max(stage.a.curves?.step ?? 1, stage.b.curves?.step ?? 1);
    const middle = (low + high) / 2 + shift * (high - low);
    const half = Math.max(1, ((high - low) * factor) / 2);
    const from = Math.max(0, Math.min(middle - half, last - 2 * half));
    const to = Math.min(last, from + 2 * half);
    stage.setZoom(from <= 0 && to >= last ? null : [from, to]);
  }
  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !event.target.matches(".plot")) return;
    const step = { "+": [ZOOM], "=": [ZOOM], "-": [1 / ZOOM], ArrowLeft: [1, -0.2], ArrowRight: [1, 0.2], 0: [Infinity] }[event.key];
    if (!step) return;
    event.preventDefault();
    if (step[0] === Infinity) stage.setZoom(null);
    else zoomBy(...step);
  });

  const render = () => {
    toolbar.render();
    marks.read();
    detail.look();
    draw();
  };
  const draw = () => {
    if (!stage.a.curves) return;
    const [low, high] = range();
    for (const chart of charts) chart.render(low, high);
  };
  const refit = () => charts.forEach((chart) => chart.fit());
  const resize = new ResizeObserver(refit);
  resize.observe(grid);
  const watcher = setInterval(() => {
    if (look.changed() && look.refresh()) charts.forEach((chart) => chart.rebuild());
  }, LOOK_MILLISECONDS);
  stage.signal.addEventListener("abort", () => clearInterval(watcher));
  return {
    element,
    render,
    hover: toolbar.hover,
    stop() {
      detail.stop();
      resize.disconnect();
      charts.forEach((chart) => chart.stop());
    },
  };
}
