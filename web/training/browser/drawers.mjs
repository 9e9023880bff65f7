// What opens below the bar: settings to change while it trains, a fork from a checkpoint, the presenter's PIN.

import { h } from "../../shared/browser/dom.mjs";

// Settings that belong to some losses only
const BELONGS = {
  lsgan_a: ["lsgan"], lsgan_b: ["lsgan"], lsgan_c: ["lsgan"], gp_weight: ["wgan_gp"], clip_value: ["wgan"], r2_weight: ["r3gan"], real_target: ["minimax", "non_saturating"],
};
const WHOLE = ["n_critic", "r1_every", "epochs", "max_steps"];

export function makeDrawers(stage) {
  const drawers = { change: makeChange(stage), fork: makeFork(stage), pin: makePin(stage) };
  const element = h("div", { class: "drawers" }, Object.entries(drawers).map(([name, drawer]) => {
    Object.entries({ id: `drawer-${name}`, role: "group", "aria-label": stage.text(`${name}_title`), hidden: "" }).forEach(([key, value]) => drawer.element.setAttribute(key, value));
    return drawer.element;
  }));
  const show = (name) => {
    if (all.open === name) return;
    all.open = name;
    for (const [key, drawer] of Object.entries(drawers)) drawer.element.hidden = key !== name;
    drawers[name]?.begin();
  };
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  });
  const close = () => {
    const name = all.open;
    if (!name) return;
    show("");
    const opener = stage.host.querySelector(`[aria-controls="drawer-${name}"]`);
    opener?.setAttribute("aria-expanded", "false");
    opener?.focus();
  };
  const all = {
    element,
    open: "",
    close: () => show(""),
    toggle(name) {
      if (all.open === name) return close();
      show(name);
      for (const opener of stage.host.querySelectorAll("[aria-controls^=drawer-]")) opener.setAttribute("aria-expanded", String(opener.getAttribute("aria-controls") === `drawer-${name}`));
      drawers[name].element.querySelector("input, select")?.focus();
    },
    /** Close what has no button any more. */
    keep(names) {
      if (all.open && !names.includes(all.open)) show("");
    },
    render() {
      if (all.open) drawers[all.open].render?.();
    },
  };
  return all;
}

/** A labelled field for a setting: a list of options, or a number. `value()` is undefined while it is no number. */
function makeField(stage, name, accepted, now, id) {
  const listed = !(accepted.length === 2 && accepted.every((end) => typeof end === "number"));
  const input = listed
    ? h("select", { id }, accepted.map((option) => h("option", { value: option }, stage.option(option))))
    : h("input", { id, type: "number", min: accepted[0], max: accepted[1], step: WHOLE.includes(name) ? 1 : "any", inputmode: "decimal" });
  input.value = now;
  const value = () => (listed ? accepted.find((option) => String(option) === input.value) : input.value === "" ? undefined : Number(input.value));
  return { element: h("div", { class: "field" }, h("label", { for: id }, stage.setting(name)), input), input, value };
}

const fits = (name, loss) => !BELONGS[name] || BELONGS[name].includes(loss);

/** The length of a run that is to go on from its end. */
export const longer = ({ epochs, max_steps: steps }) => ({ epochs: epochs + Math.max(1, Math.round(epochs / 10)), ...(steps ? { max_steps: 0 } : {}) });

/** Several settings at once, one button. */
function makeChange(stage) {
  const { text } = stage;
  const grid = h("div", { class: "fields" });
  const refusal = h("p", { class: "problem", role: "alert", hidden: true });
  const said = h("p", { class: "hint", role: "status" });
  const say = (sentence) => {
    refusal.textContent = sentence;
    refusal.hidden = !sentence;
  };
  let fields = {};
  let before = {};

  const begin = () => {
    const { config, changeable } = stage.a.status;
    before = config;
    say("");
    said.textContent = text("change_hint");
    fields = Object.fromEntries(Object.entries(changeable).map(([name, accepted]) => [name, makeField(stage, name, accepted, config[name], `change-${name}`)]));
    grid.replaceChildren(...Object.values(fields).map((field) => field.element));
    fields.loss?.input.addEventListener("change", belong);
    belong();
  };
  const belong = () => {
    const loss = fields.loss?.value() ?? before.loss;
    for (const [name, field] of Object.entries(fields)) field.element.hidden = !fits(name, loss);
  };
  const apply = async (event) => {
    event.preventDefault();
    const loss = fields.loss?.value() ?? before.loss;
    const wrong = Object.entries(fields).find(([name, field]) => fits(name, loss) && field.value() === undefined);
    if (wrong) return say(text("no_number", { setting: stage.setting(wrong[0]) }));
    const settings = Object.fromEntries(Object.entries(fields).filter(([name, field]) => fits(name, loss) && field.value() !== before[name]).map(([name, field]) => [name, field.value()]));
    if (!Object.keys(settings).length) return say(text("nothing_changed"));
    const answer = await stage.act("change", { settings }, say);
    if (!answer) return undefined;
    before = { ...before, ...settings };
    said.textContent = text("changed");
    return undefined;
  };
  const element = h("form", { class: "drawer", novalidate: true, onsubmit: apply }, grid, h("div", { class: "row" }, h("button", { class: "main" }, text("apply")), said), refusal);
  return { element, begin };
}

/** A new run from a checkpoint, one setting different. */
function makeFork(stage) {
  const { text } = stage;
  const refusal = h("p", { class: "problem", role: "alert", hidden: true });
  const say = (sentence) => {
    refusal.textContent = sentence;
    refusal.hidden = !sentence;
  };
  const step = h("select", { id: "fork-step", onchange: () => measure() });
  const setting = h("select", { id: "fork-setting", onchange: () => choose() });
  const place = h("div", { class: "place" });
  const epochs = h("input", { id: "fork-epochs", type: "number", min: 1, step: 1, inputmode: "numeric" });
  const hint = h("p", { class: "hint" });
  let field;

  const choose = () => {
    const { config, changeable } = stage.a.status;
    field = makeField(stage, setting.value, changeable[setting.value], config[setting.value], "fork-value");
    field.element.querySelector("label").textContent = text("new_value");
    place.replaceChildren(field.element);
  };
  /** Epochs in all: the run's own, or some more where it is already at its end. */
  const measure = () => {
    const { config } = stage.a.status;
    epochs.value = atEnd() ? longer(config).epochs : config.epochs;
  };
  const atEnd = () => Number(step.value) >= stage.a.status.last_step;
  let listed = "";
  const render = () => {
    const steps = stage.a.status.checkpoint_steps;
    if (listed === steps.join()) return;
    const kept = step.value;
    listed = steps.join();
    step.replaceChildren(...steps.toReversed().map((one) => h("option", { value: one }, stage.whole(one))));
    if (steps.includes(Number(kept))) step.value = kept;
  };
  const begin = () => {
    say("");
    const { config, changeable } = stage.a.status;
    listed = "";
    render();
    hint.textContent = text(stage.a.status.kind === "shipped" ? "fork_hint_fresh" : "fork_hint");
    measure();
    setting.replaceChildren(...Object.keys(changeable).filter((name) => fits(name, config.loss)).map((name) => h("option", { value: name }, stage.setting(name))));
    choose();
  };
  const apply = async (event) => {
    event.preventDefault();
    const value = field.value();
    if (value === undefined) return say(text("no_number", { setting: stage.setting(setting.value) }));
    const source = stage.name;
    const { config } = stage.a.status;
    const settings = value === config[setting.value] ? {} : { [setting.value]: value };
    if (!epochs.value) return say(text("no_number", { setting: text("fork_epochs") }));
    if (Number(epochs.value) !== config.epochs) settings.epochs = Number(epochs.value);
    if (atEnd()) Object.assign(settings, { ...longer(config), ...settings });
    const answer = await stage.act("fork", { step: Number(step.value), settings }, say);
    if (answer) stage.open(answer.name, { compare: source });
    return undefined;
  };
  const element = h(
    "form", { class: "drawer", novalidate: true, onsubmit: apply },
    h("div", { class: "fields" },
      h("div", { class: "field" }, h("label", { for: "fork-step" }, text("fork_step")), step),
      h("div", { class: "field" }, h("label", { for: "fork-setting" }, text("fork_setting")), setting),
      place,
      h("div", { class: "field" }, h("label", { for: "fork-epochs" }, text("fork_epochs")), epochs)),
    h("div", { class: "row" }, h("button", { class: "main" }, text("fork_apply")), hint),
    refusal,
  );
  return { element, begin, render };
}

/** The presenter takes over the controls of somebody else's run. */
function makePin(stage) {
  const { text } = stage;
  const input = h("input", { id: "pin-input", type: "password", autocomplete: "off", maxlength: 64 });
  const apply = (event) => {
    event.preventDefault();
    if (!input.value) return;
    stage.usePin(input.value);
    input.value = "";
    stage.drawers.close();
  };
  const element = h("form", { class: "drawer", onsubmit: apply }, h("div", { class: "row" }, h("label", { for: "pin-input" }, text("pin_label")), input, h("button", { class: "main" }, text("pin_apply"))));
  return { element, begin: () => undefined };
}
