// A new run from a checkpoint, one setting different.

import { h } from "../../shared/browser/dom.mjs";
import { longer, makeField, makeRefusal } from "./field.mjs";

/** @import {Drawer} from "./drawers.mjs" */
/** @import {Config, Settings, Stage, Status} from "./types.mjs" */

/**
 * The settings of a fork that differ from its source's. One at the source's end trains on.
 * @param {Config} config
 * @param {{name: string, value: unknown, epochs: number, atEnd: boolean}} wanted
 * @returns {Settings}
 */
export function settingsOfFork(config, { name, value, epochs, atEnd }) {
  /** @type {Settings} */
  const settings = value === config[name] ? {} : { [name]: value };
  if (epochs !== config.epochs) settings.epochs = epochs;
  return atEnd ? { ...longer(config), ...settings } : settings;
}

/**
 * @param {Stage} stage
 * @returns {Drawer}
 */
export function makeFork(stage) {
  const { text } = stage;
  const refusal = makeRefusal();
  const step = h("select", { id: "fork-step", onchange: () => measure() });
  const setting = h("select", { id: "fork-setting", onchange: () => choose() });
  const place = h("div", { class: "place" });
  const epochs = h("input", { id: "fork-epochs", type: "number", min: 1, step: 1, inputmode: "numeric" });
  const hint = h("p", { class: "hint" });
  /** @type {ReturnType<typeof makeField>} */
  let field;
  let listed = "";
  const status = () => /** @type {Status} */ (stage.a.status); // a drawer opens only where there is one
  const atEnd = () => Number(step.value) >= status().last_step;

  const choose = () => {
    const { config, changeable } = status();
    field = makeField(stage, setting.value, changeable[setting.value], config[setting.value], "fork-value");
    field.label.textContent = text("new_value");
    place.replaceChildren(field.element);
  };
  /** Epochs in all: the run's own, or some more where it is already at its end. */
  const measure = () => {
    const { config } = status();
    epochs.value = String(atEnd() ? longer(config).epochs : config.epochs);
  };
  const render = () => {
    const steps = status().fork_steps;
    if (listed === steps.join()) return;
    const chosen = step.value;
    listed = steps.join();
    step.replaceChildren(...steps.toReversed().map((one) => h("option", { value: one }, stage.whole(one))));
    if (chosen && steps.includes(Number(chosen))) step.value = chosen;
  };
  const begin = () => {
    const { config, changeable, kind } = status();
    refusal.say("");
    listed = "";
    render();
    hint.textContent = text(kind === "shipped" ? "fork_hint_fresh" : "fork_hint");
    measure();
    const names = Object.keys(changeable).filter((name) => stage.fits(name, config.loss));
    setting.replaceChildren(...names.map((name) => h("option", { value: name }, stage.setting(name))));
    choose();
  };
  const apply = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const value = field.value();
    if (value === undefined) return refusal.say(text("no_number", { setting: stage.setting(setting.value) }));
    if (!epochs.value) return refusal.say(text("no_number", { setting: text("fork_epochs") }));
    const wanted = { name: setting.value, value, epochs: Number(epochs.value), atEnd: atEnd() };
    const source = stage.name;
    const body = { step: Number(step.value), settings: settingsOfFork(status().config, wanted) };
    const answer = await stage.act("fork", body, refusal.say);
    if (answer) stage.open(answer.name, { compare: source });
    return undefined;
  };
  const labelled = (/** @type {string} */ key, /** @type {HTMLElement} */ input) =>
    h("div", { class: "field" }, h("label", { for: input.id }, text(key)), input);
  const fields = [labelled("fork_step", step), labelled("fork_setting", setting), place, labelled("fork_epochs", epochs)];
  const row = h("div", { class: "row" }, h("button", { class: "main" }, text("fork_apply")), hint);
  const element = h(
    "form",
    { class: "drawer", novalidate: true, onsubmit: apply },
    h("div", { class: "fields" }, fields),
    row,
    refusal.element,
  );
  return { element, begin, render };
}
