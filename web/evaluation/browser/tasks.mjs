// What waits, runs, or went wrong.

import { h } from "../../shared/browser/dom.mjs";

/** @import {Stage, Task} from "./types.mjs" */

const SETS = ["real", "generated", "training"];

/** @param {Stage} stage */
export function makeTasks(stage) {
  const list = h("ul", { class: "tasks", "data-testid": "tasks" });
  const said = h("p", { class: "said", role: "status", "data-testid": "said" });
  const element = h("div", {}, said, list);
  /** @type {Map<string, ReturnType<typeof makeLine>>} by key */
  const shown = new Map();
  const visible = (/** @type {Task} */ { state, key }) => state === "queued" || state === "running" || stage.asked.has(key);

  const render = () => {
    const tasks = stage.tasks.filter(visible);
    const keys = new Set(tasks.map(({ key }) => key));
    for (const [key, line] of shown) {
      if (keys.has(key)) continue;
      line.element.remove();
      shown.delete(key);
    }
    for (const task of tasks) {
      const line = shown.get(task.key) ?? makeLine(stage, task);
      if (!shown.has(task.key)) list.append(line.element);
      shown.set(task.key, line);
      line.render(task);
    }
    list.hidden = !tasks.length;
  };
  const say = (/** @type {string} */ words) => {
    said.textContent = words;
  };
  return { element, render, say };
}

/**
 * @param {Stage} stage
 * @param {Task} task
 */
function makeLine(stage, { key, model: name, n, extractor }) {
  const model = stage.title(name);
  const bar = h("progress", { max: 1, "aria-label": stage.text("progress_of", { model }) });
  const where = h("span", { class: "where" });
  const label = stage.text("cancel_of", { model });
  const cancel = h("button", { type: "button", "data-action": "cancel", "aria-label": label, onclick: () => stage.cancel(key) });
  cancel.append(stage.text("cancel"));
  const title = h("b", {}, stage.text("task_title", { model, n: stage.whole(n), extractor: stage.extractorName(extractor) }));
  const element = h("li", { "data-key": key }, title, where, bar, cancel);
  const render = (/** @type {Task} */ task) => {
    element.dataset.state = task.state;
    where.textContent = whereIs(stage, task);
    bar.hidden = task.state !== "running";
    if (task.total) bar.value = task.done / task.total;
    else bar.removeAttribute("value");
    cancel.hidden = !task.mine || !["queued", "running"].includes(task.state);
  };
  return { element, render };
}

/**
 * @param {Stage} stage
 * @param {Task} task
 */
function whereIs(stage, { state, stage: part, done, total, position, error }) {
  if (state === "failed") return error ? stage.error(error) : "";
  if (state === "cancelled") return stage.text("cancelled");
  if (state === "queued") return stage.text("queued_at", { position });
  if (part === "starting") return stage.text("starting");
  if (SETS.includes(part)) return stage.text(`seeing_${part}`, { done: stage.whole(done), total: stage.whole(total) });
  return stage.text("computing", { metric: stage.text(`metric_${part}`) });
}
