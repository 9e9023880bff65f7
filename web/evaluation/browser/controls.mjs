// Which models, by which judge, on how many pictures; start.

import { h } from "../../shared/browser/dom.mjs";

/** @import {Model, Stage} from "./types.mjs" */

const COUNTS = [500, 1000, 2000, 5000, 10_000];
const SLOW = ["inception", "dinov2"];
const MAX_SLOW_COUNT = 5000;

/** @param {Stage} stage */
export function makeControls(stage) {
  const { text } = stage;
  const chips = h("div", { class: "chips", role: "group", "aria-label": text("models") });
  const extractor = h("select", { id: "extractor", onchange: () => void stage.set({ extractor: extractor.value }) });
  const count = h("select", { id: "count", onchange: () => void stage.set({ n: Number(count.value) }) });
  const seed = h("input", { id: "seed", type: "number", min: 0, max: 2 ** 31 - 1, step: 1 });
  seed.addEventListener("change", () => seed.checkValidity() && seed.value !== "" && stage.set({ seed: Number(seed.value) }));
  const every = h("input", { id: "every", type: "checkbox", onchange: () => void stage.set({ every: every.checked }) });
  const everyWords = h("span");
  const everyLabel = h("label", { class: "tickbox", for: "every" }, every, everyWords);
  const start = h("button", { type: "button", class: "main", "data-action": "start", onclick: () => stage.start() }, text("start"));
  /** @type {(name: string, input: HTMLElement) => HTMLElement} */
  const field = (name, input) => h("label", { class: "field", for: input.id }, h("span", {}, text(name)), input);
  const bias = h("p", { class: "hint" });
  const models = h("div", { class: "field" }, h("span", { "aria-hidden": "true" }, text("models")), chips);
  const line = h("div", { class: "line" }, field("extractor", extractor), field("count", count), field("seed", seed), everyLabel, start);
  const element = h("div", { class: "controls" }, models, line, bias);

  const renderChips = () => {
    const focused = chips.querySelector(":focus");
    const name = focused instanceof HTMLElement ? focused.dataset.model : undefined;
    const made = stage.overview.models.map((model) => chipOf(stage, model));
    chips.replaceChildren(...made);
    made.find((chip) => name && chip.dataset.model === name)?.focus();
  };
  /** @type {(select: HTMLSelectElement, values: [string | number, string][], value: string | number) => void} */
  const options = (select, values, value) => {
    select.replaceChildren(...values.map(([one, words]) => h("option", { value: one }, words)));
    select.value = String(value);
  };
  const hint = (/** @type {string[]} */ kinds) => {
    if (!kinds.length) return text(stage.scorable().length ? "nothing_in_common" : "chip_unfit");
    const words = text(SLOW.includes(stage.extractor ?? "") ? `bias_${stage.extractor}` : "bias_classifier");
    return `${words} ${stage.overview.inception ? "" : text("inception_missing")}`;
  };
  const countsOf = () => {
    const most = Math.min(stage.overview.limits.n[1], SLOW.includes(stage.extractor ?? "") ? MAX_SLOW_COUNT : Infinity);
    const counts = COUNTS.filter((n) => n <= most);
    return counts.includes(stage.n) ? counts : [...counts, stage.n].sort((a, b) => a - b);
  };
  const render = () => {
    renderChips();
    const kinds = stage.extractors();
    options(extractor, kinds.map((kind) => [kind, stage.extractorName(kind)]), stage.extractor ?? ""); // biome-ignore format: one line
    options(count, countsOf().map((n) => [n, stage.whole(n)]), stage.n); // biome-ignore format: one line
    seed.value = String(stage.seed);
    const scorable = stage.scorable();
    const checkpoints = scorable.reduce((sum, model) => sum + model.checkpoints, 0);
    everyLabel.hidden = checkpoints <= scorable.length;
    everyWords.textContent = text("every", { count: checkpoints });
    every.checked = stage.every;
    start.disabled = !kinds.length;
    bias.textContent = hint(kinds);
  };
  return { element, render };
}

/**
 * A model to choose.
 * @param {Stage} stage
 * @param {Model} model
 */
function chipOf(stage, { name, kind, step, steps_per_epoch: perEpoch, dataset, extractors }) {
  const { text } = stage;
  const details = [stage.expectation(name, perEpoch ? step / perEpoch : 0), text("chip_details", { dataset, step: stage.whole(step) })];
  const chosen = stage.chosen.includes(name);
  const full = !chosen && stage.chosen.length >= stage.overview.limits.models;
  const attributes = {
    type: "button",
    class: "chip",
    "aria-pressed": String(chosen),
    disabled: full,
    "data-model": name,
    title: extractors.length ? details.filter(Boolean).join(" ") : text("chip_unfit"),
    onclick: () => stage.toggle(name),
  };
  const tick = h("span", { class: "tick", "aria-hidden": "true" }, chosen ? "✓" : "+");
  return h("button", attributes, tick, stage.title(name), kind === "own" ? h("small", {}, text("own")) : undefined);
}
