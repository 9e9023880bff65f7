// One iteration in slow motion: what happens, said and shown stage by stage.

import { h, write } from "../../shared/browser/dom.mjs";
import { animate } from "./animation.mjs";
import { ramp } from "./view.mjs";

/** @import {Iteration, PageTheme, Stage, Table, Theme} from "./types.mjs" */
/** @typedef {CanvasRenderingContext2D} Context */
/** @typedef {{x: (value: number) => number, y: (value: number) => number, now: Theme}} Plane */

const AUTO_MILLISECONDS = 4500; // a stage, when it goes on by itself
const MOVE_MILLISECONDS = 1400; // of what moves within a stage
const FLOW_MILLISECONDS = 3000; // where it is also seen to run through the networks
const STAGES = [
  "noise",
  "fakes",
  "scores",
  "discriminator_slope",
  "discriminator_update",
  "scores_again",
  "generator_slope",
  "generator_update",
];

/** @param {Stage} stage */
export function makeSlow(stage) {
  const { text, short, theme } = stage;
  const caption = h("p", { class: "caption", role: "status" });
  const value = h("b");
  /** @type {(name: string, onclick: () => void) => HTMLButtonElement} */
  const button = (name, onclick) => h("button", { type: "button", "data-action": name, onclick }, text(name));
  const next = button("slow_next", () => turn("next"));
  const auto = button("slow_auto", () => setAuto(!timer));
  const end = button("slow_end", () => finish());
  const dots = h("span", { class: "dots", "aria-hidden": "true" });
  const element = h(
    "div",
    { class: "slow", hidden: true, "data-testid": "playground-slow" },
    h("div", {}, dots, caption),
    h("div", { class: "row" }, value, next, auto, end),
  );

  let timer = 0;
  let stop = () => {}; // the animation
  const setAuto = (/** @type {boolean} */ yes) => {
    clearInterval(timer);
    timer = yes ? setInterval(() => turn("next"), AUTO_MILLISECONDS) : 0;
    auto.setAttribute("aria-pressed", String(Boolean(timer)));
  };
  const turn = async (/** @type {string} */ command) => {
    const seen = await stage.attempt(() => stage.a.slow(command));
    if (!slow.open) return;
    if (!seen) finish({ over: true });
    else show(seen);
  };
  const show = (/** @type {Iteration} */ seen) => {
    write(caption, text(`stage_${seen.name}`));
    element.dataset.stage = seen.name;
    dots.replaceChildren(...STAGES.map((_, index) => h("i", { class: index <= STAGES.indexOf(seen.name) ? "done" : "" })));
    const [first] = Object.entries(seen.numbers);
    write(value, first ? text(`number_${first[0]}`, { value: short(first[1]) }) : "");
    const [panel] = stage.panels;
    stop();
    stop = animate(stage.calm ? 0 : stage.network.open ? FLOW_MILLISECONDS : MOVE_MILLISECONDS, (share) => {
      stage.network.flow(seen, share);
      panel.over = (context, { side }) => overlay(context, seen, { side, share, theme });
      panel.redraw();
    });
  };
  const finish = async ({ over = false } = {}) => {
    setAuto(false);
    stop();
    slow.open = false;
    element.hidden = true;
    stage.panels[0].over = undefined;
    stage.network.show(stage.a, 0);
    if (!over) await stage.attempt(() => stage.a.slow("end"));
    stage.render();
    stage.redraw();
  };
  const slow = {
    element,
    open: false,
    async toggle() {
      if (slow.open) {
        await finish();
        return;
      }
      stage.time.follow();
      slow.open = true;
      element.hidden = false;
      setAuto(false);
      stage.render();
      await turn("begin");
    },
    /** Something else is done meanwhile. */
    leave() {
      if (slow.open) finish({ over: true });
    },
  };
  stage.signal.addEventListener("abort", () => {
    clearInterval(timer);
    stop();
  });
  return slow;
}

/**
 * What a stage shows, above the paled picture.
 * @param {Context} context
 * @param {Iteration} seen
 * @param {{side: number, share: number, theme: PageTheme}} options `share` of what moves
 */
function overlay(context, seen, { side, share, theme }) {
  const { now } = theme;
  const x = (/** @type {number} */ value) => ((value / seen.box + 1) / 2) * side;
  const y = (/** @type {number} */ value) => ((1 - value / seen.box) / 2) * side;
  context.save();
  context.globalAlpha = 0.72;
  context.fillStyle = now.paper;
  context.fillRect(0, 0, side, side);
  context.globalAlpha = 1;
  if (seen.heat) heat(context, seen.heat, { side, now, share });
  if (seen.z && !seen.fake) diamonds(context, seen.z.values, { x, y, now, hollow: true });
  if (seen.z && seen.fake) diamonds(context, between(seen.z.values, seen.fake.values, share), { x, y, now });
  else if (seen.before && seen.fake) {
    diamonds(context, seen.before.values, { x, y, now, hollow: true });
    diamonds(context, between(seen.before.values, seen.fake.values, share), { x, y, now });
  } else if (seen.real_pull && seen.fake_pull && seen.real && seen.fake) {
    pulls(context, seen.real.values, seen.real_pull.values, { x, y, colour: now.real });
    pulls(context, seen.fake.values, seen.fake_pull.values, { x, y, colour: now.generated });
  } else if (seen.real_scores) {
    scored(context, seen, { x, y, now });
  }
  if (seen.arrows) arrows(context, seen, { x, y, now, share, side });
  context.restore();
}

/** @type {(from: ArrayLike<number>, to: ArrayLike<number>, share: number) => Float32Array} */
export const between = (from, to, share) => Float32Array.from(to, (value, index) => from[index] + share * (value - from[index]));

/** @type {(context: Context, values: ArrayLike<number>, plane: Plane & {hollow?: boolean}) => void} */
function diamonds(context, values, { x, y, now, hollow }) {
  for (let index = 0; index < values.length; index += 2) {
    const [px, py] = [x(values[index]), y(values[index + 1])];
    context.beginPath();
    context.moveTo(px, py - 5);
    context.lineTo(px + 5, py);
    context.lineTo(px, py + 5);
    context.lineTo(px - 5, py);
    context.closePath();
    Object.assign(context, { fillStyle: now.generated, strokeStyle: hollow ? now.generated : now.paper, lineWidth: 1.4 });
    if (!hollow) context.fill();
    context.stroke();
  }
}

/** @type {(context: Context, px: number, py: number, radius: number) => void} */
const dot = (context, px, py, radius) => {
  context.beginPath();
  context.arc(px, py, radius, 0, 2 * Math.PI);
};

/**
 * Points filled with what D says of them; the outline tells what they are.
 * @type {(context: Context, seen: Iteration, plane: Plane) => void}
 */
function scored(context, { real, fake, real_scores: ofReal, fake_scores: ofFake, middle, reach }, { x, y, now }) {
  if (!real || !fake || !ofReal || !ofFake) return;
  const colours = ramp(now);
  const colour = (/** @type {number} */ score) =>
    colours[Math.max(0, Math.min(255, Math.round(127.5 + (127.5 * (score - middle)) / reach)))];
  const kinds = [
    { points: real, scores: ofReal, edge: now.real },
    { points: fake, scores: ofFake, edge: now.generated },
  ];
  for (const { points, scores, edge } of kinds) {
    for (let index = 0; index < scores.values.length; index++) {
      dot(context, x(points.values[2 * index]), y(points.values[2 * index + 1]), 6);
      Object.assign(context, { fillStyle: colour(scores.values[index]), strokeStyle: edge, lineWidth: 2 });
      if (edge === now.generated) context.setLineDash([2, 2]);
      context.fill();
      context.stroke();
      context.setLineDash([]);
    }
  }
}

/**
 * How much each point pulls D's answer there, up (real) or down (fake): the size of its ring.
 * @type {(context: Context, points: ArrayLike<number>, values: ArrayLike<number>, plane: Omit<Plane, "now"> & {colour: string}) => void}
 */
function pulls(context, points, values, { x, y, colour }) {
  for (let index = 0; index < values.length; index++) {
    const [px, py] = [x(points[2 * index]), y(points[2 * index + 1])];
    const size = 14 * Math.min(1.5, Math.abs(values[index]));
    Object.assign(context, { fillStyle: colour, strokeStyle: colour, lineWidth: 1.6 });
    dot(context, px, py, 2);
    context.fill();
    dot(context, px, py, 2 + size);
    context.globalAlpha = 0.8;
    context.stroke();
    context.globalAlpha = 1;
    const up = values[index] < 0 ? -1 : 1;
    context.beginPath();
    context.moveTo(px, py + up * (2 + size));
    context.lineTo(px, py + up * (8 + size));
    context.stroke();
  }
}

/** @type {(context: Context, seen: Iteration, plane: Plane & {share: number, side: number}) => void} */
function arrows(context, seen, { x, y, now, share, side }) {
  if (!seen.arrows || !seen.arrow_points) return;
  const { values } = seen.arrows;
  const points = seen.arrow_points.values;
  diamonds(context, points, { x, y, now });
  context.strokeStyle = now.discriminator;
  context.lineWidth = 2.2;
  for (let index = 0; index < values.length / 2; index++) {
    const [dx, dy] = [values[2 * index], values[2 * index + 1]].map((value) => value * 0.16 * side * share);
    const [px, py] = [x(points[2 * index]), y(points[2 * index + 1])];
    if (Math.hypot(dx, dy) < 2) continue;
    const angle = Math.atan2(-dy, dx);
    context.beginPath();
    context.moveTo(px, py);
    context.lineTo(px + dx, py - dy);
    for (const bend of [2.6, -2.6]) {
      context.moveTo(px + dx, py - dy);
      context.lineTo(px + dx + 7 * Math.cos(angle + bend), py - dy + 7 * Math.sin(angle + bend));
    }
    context.stroke();
  }
}

/** @type {(context: Context, heat: Table, picture: {side: number, now: Theme, share: number}) => void} */
function heat(context, { values, shape: [rows, columns] }, { side, now, share }) {
  const colours = ramp(now);
  const [wide, high] = [side / columns, side / rows];
  context.globalAlpha = 0.85 * share;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      context.fillStyle = colours[values[row * columns + column]];
      context.fillRect(column * wide, side - (row + 1) * high, wide + 0.6, high + 0.6);
    }
  }
  context.globalAlpha = 1;
}
