// Games worth seeing: a row to choose from, and a card that says what is to be seen and how often it was.

import { h } from "../../shared/browser/dom.mjs";
import { same } from "./link.mjs";
import { write } from "./words.mjs";

/** The row above everything. */
export function makeGames(stage) {
  const { text, about } = stage;
  const [fine, failing] = [false, true].map((failure) => about.presets.filter((preset) => preset.failure === failure));
  const select = h("select", { id: "game", onchange: () => stage.openPreset(select.value) }, h("option", { value: "", hidden: true }, text("other_game")), fine.map(({ name }) => h("option", { value: name }, text(`preset_${name}`))));
  const buttons = failing.map(({ name }) => h("button", { type: "button", "data-preset": name, onclick: () => stage.openPreset(name) }, text(`preset_${name}`)));
  const element = h(
    "div", { class: "games" },
    h("label", { class: "unseen", for: "game" }, text("works")), select,
    h("span", { id: "fails" }, text("fails")), h("span", { class: "buttons", role: "group", "aria-labelledby": "fails" }, buttons),
  );
  const render = () => {
    const { preset } = stage.spec;
    select.value = fine.some(({ name }) => name === preset) ? preset : "";
    select.classList.toggle("chosen", Boolean(select.value));
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.preset === preset));
  };
  return { element, render };
}

/** The card of the chosen game. */
export function makeCard(stage) {
  const { text, about, whole, percent } = stage;
  const title = h("h3");
  const idea = h("p");
  const rate = h("p", { class: "rate" });
  const changed = h("p", { class: "hint" });
  const element = h("div", { class: "card" }, title, idea, rate, changed);
  const render = () => {
    const { preset, config, base } = stage.spec;
    const { outcome, steps, goal, name } = about.presets.find((one) => one.name === preset);
    write(title, text(`preset_${name}`));
    write(idea, text(`preset_${name}_about`));
    const wanted = Object.entries(goal).map(([number, [low, high]]) => text(`goal_${number}`, ends(number, low, high, stage.still))).join(", ");
    write(rate, outcome ? text("measured", { times: outcome.successes, seeds: outcome.seeds, steps: whole(steps), goal: wanted }) : text("goal", { steps: whole(steps), goal: wanted }));
    const others = Object.fromEntries(Object.entries(config).filter(([field, value]) => field !== "points" && !same(value, base[field])));
    write(changed, Object.keys(others).length ? text("card_changed", { changes: stage.changes(others) }) : "");
  };
  const ends = (number, low, high) => {
    const said = ["near", "covered"].includes(number) ? percent : number === "modes" ? whole : stage.short;
    return { range: low === high ? said(low) : number === "generator_grad_norm" ? `< ${said(high)}` : number === "near" && low === 0 ? `≤ ${said(high)}` : high <= 1 && number === "near" ? `≥ ${said(low)}` : number === "covered" ? `≥ ${said(low)}` : `${said(low)}–${said(high)}` };
  };
  return { element, render };
}
