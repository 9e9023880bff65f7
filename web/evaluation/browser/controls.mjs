// Which models, by which judge, on how many pictures; start; what waits and runs.

import { h } from "../../shared/browser/dom.mjs";

const COUNTS = [500, 1000, 2000, 5000, 10_000];
const INCEPTION_COUNTS = [500, 1000, 2000, 5000];

export function makeControls(stage) {
  const { text } = stage;
  const chips = h("div", { class: "chips", role: "group", "aria-label": text("models") });
  const extractor = h("select", { id: "extractor", onchange: () => stage.set({ extractor: extractor.value }) });
  const count = h("select", { id: "count", onchange: () => stage.set({ n: Number(count.value) }) });
  const seed = h("input", { id: "seed", type: "number", min: 0, max: 2 ** 31 - 1, step: 1, onchange: () => seed.checkValidity() && seed.value !== "" && stage.set({ seed: Number(seed.value) }) });
  const every = h("input", { id: "every", type: "checkbox", onchange: () => stage.set({ every: every.checked }) });
  const everyLabel = h("label", { class: "tickbox", for: "every" }, every, h("span"));
  const start = h("button", { type: "button", class: "main", "data-action": "start", onclick: () => stage.start() }, text("start"));
  const field = (name, input) => h("label", { class: "field", for: input.id }, h("span", {}, text(name)), input);
  const bias = h("p", { class: "hint" });
  const element = h("div", { class: "controls" },
    h("div", { class: "field" }, h("span", { "aria-hidden": "true" }, text("models")), chips),
    h("div", { class: "line" }, field("extractor", extractor), field("count", count), field("seed", seed), everyLabel, start),
    bias);

  const chip = ({ name, kind, step, dataset, extractors }) => {
    const chosen = stage.chosen.includes(name);
    const full = !chosen && stage.chosen.length >= stage.told.limits.models;
    return h("button", { type: "button", class: "chip", "aria-pressed": String(chosen), disabled: full, "data-model": name, title: extractors.length ? text("chip_details", { dataset, step: stage.whole(step) }) : text("chip_unfit"), onclick: () => stage.toggle(name) },
      h("span", { class: "tick", "aria-hidden": "true" }, chosen ? "✓" : "+"), name, kind === "own" ? h("small", {}, text("own")) : undefined);
  };
  const renderChips = () => {
    const focused = chips.querySelector(":focus")?.dataset.model;
    chips.replaceChildren(...stage.told.models.map(chip));
    if (focused) [...chips.children].find((one) => one.dataset.model === focused)?.focus();
  };
  const options = (select, values, value) => {
    select.replaceChildren(...values.map(([one, words]) => h("option", { value: one }, words)));
    select.value = value;
  };
  const hint = (kinds) => {
    if (!kinds.length) return text(stage.scorable().length ? "nothing_in_common" : "chip_unfit");
    return `${text(stage.extractor === "inception" ? "bias_inception" : "bias_classifier")} ${stage.told.inception ? "" : text("inception_missing")}`;
  };
  const render = () => {
    renderChips();
    const kinds = stage.extractors();
    options(extractor, kinds.map((kind) => [kind, stage.extractorName(kind)]), stage.extractor ?? "");
    const most = stage.told.limits.n[1];
    const counts = (stage.extractor === "inception" ? INCEPTION_COUNTS : COUNTS).filter((n) => n <= most);
    if (!counts.includes(stage.n)) counts.push(stage.n);
    options(count, counts.sort((a, b) => a - b).map((n) => [n, stage.whole(n)]), stage.n);
    seed.value = stage.seed;
    const kept = stage.scorable().reduce((sum, { checkpoints }) => sum + checkpoints, 0);
    everyLabel.hidden = kept <= stage.scorable().length;
    everyLabel.lastChild.textContent = text("every", { count: kept });
    every.checked = stage.every;
    start.disabled = !kinds.length;
    bias.textContent = hint(kinds);
  };
  return { element, render };
}

/** What waits, runs, or went wrong. */
export function makeTasks(stage) {
  const list = h("ul", { class: "tasks", "data-testid": "tasks" });
  const said = h("p", { class: "said", role: "status", "data-testid": "said" });
  const element = h("div", {}, said, list);
  const shown = new Map(); // key -> its line

  const makeLine = (task) => {
    const bar = h("progress", { max: 1, "aria-label": stage.text("progress_of", { model: task.model }) });
    const where = h("span", { class: "where" });
    const cancel = h("button", { type: "button", "data-action": "cancel", "aria-label": stage.text("cancel_of", { model: task.model }), onclick: () => stage.cancel(task.key) }, stage.text("cancel"));
    const title = h("b", {}, stage.text("task_title", { model: task.model, n: stage.whole(task.n), extractor: stage.extractorName(task.extractor) }));
    return { element: h("li", { "data-key": task.key }, title, where, bar, cancel), bar, where, cancel };
  };
  const update = ({ element: item, bar, where, cancel }, task) => {
    item.dataset.state = task.state;
    where.textContent = whereIs(stage, task);
    bar.hidden = task.state !== "running";
    if (task.total) bar.value = task.done / task.total;
    else bar.removeAttribute("value");
    cancel.hidden = !task.mine || !["queued", "running"].includes(task.state);
  };
  const render = () => {
    const visible = stage.tasks.filter((task) => task.state === "queued" || task.state === "running" || stage.asked.has(task.key));
    for (const key of [...shown.keys()].filter((one) => !visible.some((task) => task.key === one))) {
      shown.get(key).element.remove();
      shown.delete(key);
    }
    for (const task of visible) {
      if (!shown.has(task.key)) {
        shown.set(task.key, makeLine(task));
        list.append(shown.get(task.key).element);
      }
      update(shown.get(task.key), task);
    }
    list.hidden = !visible.length;
  };
  return { element, render, say: (words) => (said.textContent = words) };
}

function whereIs(stage, { state, stage: part, done, total, position, error }) {
  if (state === "failed") return stage.error(error);
  if (state === "cancelled") return stage.text("cancelled");
  if (state === "queued") return stage.text("queued_at", { position });
  if (part === "starting") return stage.text("starting");
  if (part === "real" || part === "generated") return stage.text(`seeing_${part}`, { done: stage.whole(done), total: stage.whole(total) });
  return stage.text("computing", { metric: stage.text(`metric_${part}`) });
}
