// Games worth seeing: a row to choose from, and a card that says what is to be seen and how often it was.

import { h, write } from "../../shared/browser/dom.mjs";
import { FAMILIES, same, switchView } from "./link.mjs";

/** @import {Stage} from "./types.mjs" */

/**
 * Settings and data that are not the preset's.
 * @param {Stage["spec"]} spec
 */
const othersOf = ({ config, base }) =>
  Object.fromEntries(Object.entries(config).filter(([field, value]) => field !== "points" && !same(value, base[field])));

/**
 * The row above everything.
 * @param {Stage} stage
 */
export function makeGames(stage) {
  const { text, about } = stage;
  const open = (/** @type {string} */ name) => {
    stage.remember.step();
    return stage.openPreset(name);
  };
  const [fine, failing] = [false, true].map((failure) => about.presets.filter((preset) => preset.failure === failure));
  const select = h(
    "select",
    { id: "game", onchange: () => void (select.value === FAMILIES ? switchView(about, FAMILIES) : open(select.value)) },
    h("option", { value: "", hidden: true }, text("other_game")),
    fine.map(({ name }) => h("option", { value: name }, text(`preset_${name}`))),
    h("option", { value: FAMILIES }, text("families")),
  );
  const buttons = failing.map(({ name }) =>
    h("button", { type: "button", "data-preset": name, onclick: () => open(name) }, text(`preset_${name}`)),
  );
  const element = h(
    "div",
    { class: "games" },
    h("label", { class: "unseen", for: "game" }, text("works")),
    select,
    h("span", { id: "fails" }, text("fails")),
    h("span", { class: "buttons", role: "group", "aria-labelledby": "fails" }, buttons),
  );
  const render = () => {
    // with another seed it is the same game; with other settings or data it is not
    const preset = Object.keys(othersOf(stage.spec)).every((field) => field === "seed") ? stage.spec.preset : "";
    select.value = fine.some(({ name }) => name === preset) ? preset : "";
    select.classList.toggle("chosen", Boolean(select.value));
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.preset === preset));
  };
  return { element, render };
}

/**
 * The card of the chosen game.
 * @param {Stage} stage
 */
export function makeCard(stage) {
  const { text, whole, percent } = stage;
  const title = h("h3");
  const idea = h("p");
  const rate = h("p", { class: "rate" });
  const changed = h("p", { class: "hint" });
  const element = h("div", { class: "card" }, title, idea, rate, changed);
  const render = () => {
    const { outcome, steps, goal, name } = stage.preset;
    write(title, text(`preset_${name}`));
    write(idea, text(`preset_${name}_about`));
    const wanted = Object.entries(goal)
      .map(([number, [low, high]]) => text(`goal_${number}`, { range: rangeOf(number, low, high) }))
      .join(", ");
    write(
      rate,
      outcome
        ? text("measured", { times: outcome.successes, seeds: outcome.seeds, steps: whole(steps), goal: wanted })
        : text("goal", { steps: whole(steps), goal: wanted }),
    );
    const others = othersOf(stage.spec);
    write(changed, Object.keys(others).length ? text("card_changed", { changes: stage.changes(others) }) : "");
  };
  /** @type {(number: string, low: number, high: number) => string} */
  const rangeOf = (number, low, high) => {
    const say = number === "near" || number === "covered" ? percent : number === "modes" ? whole : stage.short;
    if (low === high) return say(low);
    if (number === "generator_grad_norm") return `< ${say(high)}`;
    if (number === "near" && low === 0) return `≤ ${say(high)}`;
    if (number === "covered" || (number === "near" && high <= 1)) return `≥ ${say(low)}`;
    return `${say(low)}–${say(high)}`;
  };
  return { element, render };
}
