// Up to four recorded or running trainings side by side: losses on the same axes, samples scrubbed in step.

import { endpoint } from "../shared/address.mjs";
import { h, slider } from "../shared/dom.mjs";
import { smooth, unpackLook } from "../live/curves.mjs";
import { sampleUrl } from "../live/server.mjs";
import { axisX, axisY, gridY, line, plot } from "../vendor/plot.mjs";
import { SIGNS, STYLE, asPicture } from "./curve.mjs";

const MOST = 4;
const SMOOTHING = 0.7;
const LOSSES = ["discriminator_loss", "generator_loss"];
const HEIGHT = 190;

export function makeCompare(stage) {
  const looks = new Map(); // name -> {step, status, curves}, as of that step
  const hint = h("p", { class: "hint" });
  const samples = h("div", { class: "samples" });
  const charts = h("div", { class: "figures" });
  const place = h("div", { class: "scrub" });
  const element = h("div", { class: "compare" }, hint, place, samples, charts);
  let at = 1; // share of the longest run
  let drawn = "";
  let shown = []; // the runs on the screen
  let marks = []; // what moves with the slider: (step) => undefined

  const render = async () => {
    const wanted = stage.chosen.map((name) => stage.told.models.find((model) => model.name === name)).filter(Boolean).slice(0, MOST);
    const now = JSON.stringify(wanted.map(({ name, step }) => [name, step]));
    if (now === drawn) return;
    drawn = now;
    await Promise.all(wanted.filter(({ name, step }) => looks.get(name)?.step !== step).map(async ({ name, step }) => {
      const found = await look(name, stage.signal);
      if (found) looks.set(name, { name, step, ...found });
    }));
    if (drawn !== now || stage.signal.aborted) return; // others were chosen meanwhile
    shown = wanted.map(({ name }) => looks.get(name)).filter((run) => run?.status.sample_steps.length || run?.curves.curves.size);
    hint.textContent = stage.text(shown.length ? "compare_hint" : "no_runs");
    build();
  };

  const build = () => {
    const last = Math.max(1, ...shown.map(({ status }) => status.step));
    const scrub = slider({ label: stage.text("column_step"), min: 0, max: last, step: 1, format: stage.whole, oninput: (step) => move(step) });
    const move = (step) => {
      at = step / last;
      scrub.render(step);
      marks.forEach((mark) => mark(step));
    };
    const figures = shown.map((run, index) => sampleOf(stage, run, SIGNS[index]));
    samples.replaceChildren(...figures.map((figure) => figure.element));
    const width = Math.min(560, Math.floor(charts.clientWidth / (charts.clientWidth > 760 ? 2.1 : 1)) || 340);
    const drawings = LOSSES.map((name) => chartOf(stage, name, shown, last, width)).filter(Boolean);
    charts.replaceChildren(...drawings.map((drawing) => drawing.element));
    marks = [...figures, ...drawings].map(({ mark }) => mark);
    place.replaceChildren(...(shown.length ? [scrub.element] : []));
    move(Math.round(at * last));
  };
  return { element, render };
}

/** Status and curves of a run; undefined where it has none. */
async function look(name, signal) {
  try {
    const response = await fetch(endpoint(`runs/${encodeURIComponent(name)}/look`), { signal });
    return response.ok ? unpackLook(await response.arrayBuffer()) : undefined;
  } catch (error) {
    if (error instanceof TypeError || signal.aborted) return undefined; // the page says that the server is away
    throw error;
  }
}

/** The newest samples up to a step. */
function sampleOf(stage, { name, status }, [role, symbol]) {
  const image = h("img", { class: "pixels", alt: "" });
  const when = h("span");
  const title = h("figcaption", {}, h("b", {}, h("i", { class: symbol, style: `--tone: var(--role-${role})`, "aria-hidden": "true" }), name), when);
  const mark = (until) => {
    const step = status.sample_steps.findLast((one) => one <= until) ?? status.sample_steps[0];
    image.hidden = step === undefined;
    if (step === undefined) return;
    const url = sampleUrl(name, step);
    if (image.src !== url) image.src = url;
    image.alt = stage.text("sample_of", { model: name, step: stage.whole(step) });
    when.textContent = stage.text("sample_at", { step: stage.whole(step), last: stage.whole(status.step) });
  };
  return { element: h("figure", { class: "sample" }, title, image), mark };
}

/** One loss of all runs, and a line where the slider is. */
function chartOf(stage, name, runs, last, width) {
  const lines = runs.map(({ curves }, index) => [curves.curves.get(name), SIGNS[index]]).filter(([curve]) => curve?.steps.length);
  if (!lines.length) return undefined;
  const chart = plot({
    width, height: HEIGHT, marginLeft: 48, marginBottom: 34, style: STYLE,
    x: { label: null, domain: [0, last] }, y: { label: null, nice: true },
    marks: [
      gridY({ strokeOpacity: 0.15 }),
      axisX({ ticks: 4, tickFormat: stage.whole, label: stage.text("column_step"), labelArrow: "none" }),
      axisY({ ticks: 4, tickFormat: (value) => stage.decimal(value, value % 1 ? 1 : 0), label: null }),
      ...lines.map(([curve, [role, , dashes]]) => {
        const { steps, values } = smooth(curve, SMOOTHING);
        return line(Array.from(values, (value, index) => [steps[index], value]), { stroke: `var(--role-${role})`, strokeWidth: 1.8, strokeDasharray: dashes || undefined });
      }),
    ],
  });
  asPicture(chart, stage.text(name));
  const now = h("i", { class: "now", "aria-hidden": "true" });
  const mark = (step) => now.style.setProperty("left", `${(100 * chart.scale("x").apply(step)) / width}%`);
  return { element: h("figure", {}, h("figcaption", {}, h("b", {}, stage.text(name))), h("div", { class: "over" }, chart, now)), mark };
}
