// Play, pause, single steps, speed, seed; how far it is.

import { h, write } from "../../shared/browser/dom.mjs";
import { PACES } from "./config.mjs";

/** @import {Stage} from "./types.mjs" */

const SPEED_MILLISECONDS = 1500; // over which the steps a second are counted

/** @param {Stage} stage */
export function makeBar(stage) {
  const { text, whole } = stage;
  /** @type {(name: string, onclick: () => void, attributes?: Record<string, string>) => HTMLButtonElement} */
  const button = (name, onclick, attributes = {}) =>
    h("button", { type: "button", "data-action": name, title: text(`${name}_help`), onclick, ...attributes }, text(name));
  const hold = button("run", () => stage.act(stage.going ? "pause" : "run"), { class: "main" });
  const step = button("step", () => stage.act("step"));
  const discriminator = button("discriminator", () => stage.act("discriminator"));
  const generator = button("generator", () => stage.act("generator"));
  const slow = button("slow", () => stage.slow.toggle());
  const ahead = button("ahead", () => stage.act("step", { count: stage.skip }));
  write(ahead, text("ahead", { steps: "…" })); // until the game is known
  const again = button("again", () => stage.restart());
  const pace = h(
    "select",
    { id: "pace", title: text("pace_help"), onchange: () => void stage.setPace(Number(pace.value)) },
    PACES.map((one) => h("option", { value: one }, one ? text("pace_steps", { pace: one }) : text("pace_free"))),
  );
  const dice = h("button", {
    type: "button",
    "data-action": "dice",
    title: text("dice_help"),
    onclick: () => stage.restart({ changes: { seed: Math.floor(Math.random() * 10_000) } }),
  });
  const shown = h("span", { class: "step", "data-testid": "playground-step", role: "status" });
  const speed = h("span", { class: "speed" });
  const one = h("span", { class: "once", role: "group", "aria-label": text("once") }, step, discriminator, generator, slow);
  const element = h(
    "div",
    { class: "bar" },
    hold,
    one,
    ahead,
    again,
    h("label", { class: "unseen", for: "pace" }, text("pace")),
    pace,
    dice,
  );
  const facts = h("p", { class: "facts" }, shown, speed);
  /** @type {[when: number, step: number][]} */
  let marks = [];
  const render = () => {
    const { state } = stage.a;
    const { going } = stage;
    const name = going ? "pause" : "run";
    hold.dataset.action = name;
    write(hold, text(name));
    hold.title = text(`${name}_help`);
    hold.setAttribute("aria-keyshortcuts", "P");
    for (const one of [step, discriminator, generator, slow, ahead, hold]) one.disabled = !state?.finite;
    write(ahead, text("ahead", { steps: whole(stage.skip) }));
    slow.setAttribute("aria-expanded", String(stage.slow.open));
    pace.value = String(stage.pace);
    write(dice, `⚂ ${text("seed_is", { seed: Number(stage.spec.config.seed) })}`);
    if (!state) return;
    write(shown, text("step_count", { step: whole(state.step) }));
    shown.dataset.step = String(state.step);
    element.dataset.state = !state.finite ? "broken" : going ? "running" : state.ahead ? "ahead" : "paused";
    const now = performance.now();
    if (marks.length && state.step < marks[marks.length - 1][1]) marks = [];
    marks.push([now, state.step]);
    marks = marks.filter(([when]) => now - when < SPEED_MILLISECONDS);
    const [[first, before]] = marks;
    const rate = (1000 * (state.step - before)) / (now - first);
    write(
      speed,
      (going || state.ahead) && now - first > 400
        ? text("steps_per_second", { speed: whole(Math.round(rate)) })
        : state.rested
          ? text("rested")
          : "",
    );
  };
  return { element, facts, render };
}
