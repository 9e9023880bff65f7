// What goes through the networks: which one, z's seed and directions, the class; and what is laid over the picture.

import { h, slider } from "../../shared/browser/dom.mjs";

/** @import {NetworksState, Stage} from "./types.mjs" */

const DIRECTIONS = 4;

/**
 * @param {Stage} stage
 * @param {{open: (patch: Partial<NetworksState>) => void, save: (kind: "svg" | "png") => void}} actions `open`: another network
 */
export function makeControls(stage, { open, save }) {
  const classes = makeClasses(stage);
  const seed = makeSeed(stage);
  const directions = makeDirections(stage);
  const looks = h("input", { type: "checkbox", role: "switch", onchange: () => void stage.set({ looks: looks.checked }) });
  const files = /** @type {const} */ (["svg", "png"]).map((kind) =>
    h("button", { type: "button", "data-file": kind, onclick: () => save(kind) }, stage.text("save", { kind: kind.toUpperCase() })),
  );
  const source = h(
    "div",
    { class: "source" },
    makeChoice(stage, open),
    stage.card.trained ? undefined : makeFresh(stage, open),
    classes?.element,
    seed.element,
  );
  const moves = h(
    "div",
    { class: "moves" },
    directions.map((row) => row.element),
    h("label", { class: "check" }, looks, h("span", {}, stage.text("looks"))),
    h("div", { class: "row" }, files),
    h("p", { class: "hint" }, told(stage)),
  );
  const render = () => {
    classes?.render();
    seed.render();
    directions.forEach((row, index) => {
      row.render(stage.state.components[index] ?? 0);
    });
    looks.checked = stage.state.looks;
  };
  return { source, moves, render };
}

/** @type {(stage: Stage) => string} what one should know of the weights */
function told({ card, text, number }) {
  if (!card.trained) return text("fresh");
  if (!card.judgeStep) return text("trained_without_d");
  return card.judgeStep === card.step ? text("trained") : text("trained_earlier_d", { step: number(card.judgeStep, 0) });
}

/**
 * @param {Stage} stage
 * @param {(patch: Partial<NetworksState>) => void} open
 */
function makeChoice(stage, open) {
  const { card, state, text } = stage;
  const option = (/** @type {string} */ weights, /** @type {string} */ name, /** @type {string} */ words) =>
    h("option", { value: `${weights} ${name}`, selected: weights === state.weights && name === state.network }, words);
  const select = h(
    "select",
    {
      id: "network",
      onchange: () => {
        const [weights, network] = select.value.split(" ");
        open({ network, weights: /** @type {NetworksState["weights"]} */ (weights) });
      },
    },
    h(
      "optgroup",
      { label: text("group_trained") },
      card.shipped.map((name) => option("trained", name, stage.title(name))),
    ),
    h(
      "optgroup",
      { label: text("group_fresh") },
      card.recipes.map((name) => option("fresh", name, name)),
    ),
  );
  return h("div", { class: "choose" }, h("label", { for: "network" }, text("network")), select);
}

/**
 * What a recipe's networks may differ in.
 * @param {Stage} stage
 * @param {(patch: Partial<NetworksState>) => void} open
 */
function makeFresh({ state, card, text }, open) {
  const choose = (/** @type {"kernel" | "activation"} */ name, /** @type {(string | number)[]} */ options) => {
    const select = h(
      "select",
      { id: name, onchange: () => void open({ [name]: name === "kernel" ? Number(select.value) : select.value }) },
      options.map((value) => h("option", { value, selected: value === state[name] }, text(`${name}_${value}`))),
    );
    return h("div", { class: "choose" }, h("label", { for: name }, text(name)), select);
  };
  const convolves = card.table.G.some(({ kind }) => kind === "ConvTranspose2d");
  return h("div", { class: "pair" }, convolves ? choose("kernel", [3, 4]) : undefined, choose("activation", ["relu", "leaky_relu"]));
}

/** @param {Stage} stage */
function makeClasses(stage) {
  const { card, text } = stage;
  if (!card.classes.length) return undefined;
  const options = card.classes.map((name, index) => h("option", { value: index }, stage.className(name)));
  const select = h("select", { id: "label", onchange: () => void stage.set({ label: Number(select.value) }) }, options);
  const render = () => {
    select.value = String(stage.state.label);
  };
  return { element: h("div", { class: "choose" }, h("label", { for: "label" }, text("label")), select), render };
}

/** @param {Stage} stage */
function makeSeed(stage) {
  const { card, text } = stage;
  const input = h("input", { type: "number", min: 0, max: card.limits.seed, step: 1, id: "seed", inputmode: "numeric" });
  input.addEventListener("change", () => {
    if (input.checkValidity() && input.value !== "") stage.set({ seed: Number(input.value) });
    else stage.refuse("seed", input.value, `0 … ${card.limits.seed}`);
  });
  const another = h(
    "button",
    { type: "button", onclick: () => stage.set({ seed: Math.floor(Math.random() * 1_000_000) }) },
    text("another"),
  );
  const render = () => {
    if (stage.root.activeElement !== input) input.value = String(stage.state.seed);
  };
  return { element: h("div", { class: "choose" }, h("label", { for: "seed" }, text("seed")), input, another), render };
}

/** @param {Stage} stage */
function makeDirections(stage) {
  const { card, text } = stage;
  return card.shares.slice(0, DIRECTIONS).map((share, index) =>
    slider({
      label: text("direction", { n: index + 1 }),
      note: stage.percent(share, 1),
      min: -card.limits.offset,
      max: card.limits.offset,
      step: 0.05,
      format: (value) => `${stage.number(value, 2)} σ`,
      oninput: (value) => {
        const { components } = stage.state;
        const length = Math.max(components.length, index + 1);
        stage.set({ components: Array.from({ length }, (_, place) => (place === index ? value : (components[place] ?? 0))) });
      },
    }),
  );
}
