// What a round is made of: the model, the checkpoint of its run, how many pictures, how many seconds each.

import { h } from "../../shared/browser/dom.mjs";
import { COUNTS, fittingStep, SECONDS } from "./link.mjs";

/** @import {Checkpoint, Choice, Model, Stage} from "./types.mjs" */

const USUAL = ["early", "middle", "last"];

/**
 * @param {Stage} stage
 * @param {Model[]} models
 * @param {(changed: Partial<Choice>) => void} change
 */
export function makeSetup(stage, models, change) {
  const { say } = stage;
  const byName = new Map(models.map((model) => [model.name, model]));
  /** @type {(name: string, label: string, options: HTMLElement[], onchange: (value: string) => void) => {element: HTMLElement, select: HTMLSelectElement}} */
  const field = (name, label, options, onchange) => {
    const select = h("select", { "data-field": name }, options);
    select.addEventListener("change", () => onchange(select.value));
    return { element: h("label", { class: `field ${name}` }, say(label), select), select };
  };
  const optionOf = (/** @type {Model} */ { name, missing }) =>
    h(
      "option",
      { value: name, disabled: Boolean(missing) },
      missing ? say("without", { model: stage.title(name), missing }) : stage.title(name),
    );
  const model = field("model", "model", models.map(optionOf), (name) => {
    change({ model: name, step: fittingStep(byName.get(name), undefined) });
  });
  const step = field("step", "checkpoint", [], (value) => change({ step: Number(value) }));
  const numbers = (/** @type {number[]} */ all) => all.map((value) => h("option", { value: String(value) }, String(value)));
  const n = field("n", "pictures", numbers(COUNTS), (value) => change({ n: Number(value) }));
  const seconds = field("seconds", "seconds", numbers(SECONDS), (value) => change({ seconds: Number(value) }));

  const stepWords = (/** @type {Checkpoint} */ row) => {
    const where = row.epoch === null ? say("step", { step: row.step }) : say("epoch", { epoch: epochWords(stage, row.epoch) });
    return row.fid === null ? where : `${where} · FID ${stage.number(row.fid, 1)}`;
  };
  const judge = h("small", { class: "hint" });
  step.element.append(judge);
  let drawn = "";
  const drawSteps = (/** @type {Model | undefined} */ chosen) => {
    if (!chosen || drawn === chosen.name) return;
    drawn = chosen.name;
    const usual = chosen.usual.flatMap((wanted, index) => {
      const row = chosen.steps.find((one) => one.step === wanted);
      const name = USUAL[chosen.usual.length === USUAL.length ? index : USUAL.length - chosen.usual.length + index];
      return row ? [h("option", { value: String(wanted) }, `${say(name)}: ${stepWords(row)}`)] : [];
    });
    const others = chosen.steps.filter((row) => !chosen.usual.includes(row.step));
    const all = others.map((row) => h("option", { value: String(row.step) }, stepWords(row)));
    step.select.replaceChildren(...usual, h("optgroup", { label: say("others"), hidden: !all.length }, all));
    const { extractor = "", n = 0 } = chosen.judged ?? {};
    judge.textContent = extractor && say("judged", { extractor: extractor.split(" ")[0], n: stage.number(n, 0) });
  };
  return {
    element: h("div", { class: "setup" }, model.element, step.element, n.element, seconds.element),
    /** @param {Choice} choice */
    render(choice) {
      drawSteps(byName.get(choice.model));
      model.select.value = choice.model;
      step.select.value = String(choice.step);
      n.select.value = String(choice.n);
      seconds.select.value = String(choice.seconds);
      seconds.element.hidden = choice.mode === "alone"; // alone one looks as long as one wants
    },
  };
}

/**
 * Whole where it nearly is: a run's last epoch ends a batch early.
 * @param {Stage} stage
 * @param {number} epoch
 */
function epochWords(stage, epoch) {
  const shown = Math.round(epoch * 20) / 20;
  return stage.number(shown, Number.isInteger(shown) ? 0 : 2);
}
