// One setting: a labelled list or number that says when it is wrong, and whether it starts the game anew.

import { h } from "../../shared/browser/dom.mjs";

const RATES = [1e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 0.1];
const WIDTHS = [4, 8, 16, 32, 64, 128, 256];
/** @import {Config, Setting, Stage} from "./types.mjs" */
/** @typedef {{element: HTMLElement, field: string, value: Setting, render: (value: any) => void}} Field `render` shows what is set */
/** @typedef {{id: string, onchange: (value: Setting) => void, label?: string}} FieldOptions */

/** @type {Record<string, number[]>} */ // what lists offer; a value from elsewhere (a link) is added
const OFFERED = {
  generator_lr: RATES,
  discriminator_lr: RATES,
  batch_size: [16, 32, 64, 128, 256, 512],
  discriminator_steps: [1, 2, 3, 5, 10],
  generator_steps: [1, 2, 3, 5, 10],
  r1_weight: [0, 0.01, 0.1, 0.5, 1, 10],
  r2_weight: [0, 0.01, 0.1, 0.5, 1, 10],
  gp_weight: [0.01, 0.1, 1, 10],
  clip_value: [0.001, 0.01, 0.05, 0.1],
  beta1: [0, 0.5, 0.9],
  beta2: [0.9, 0.99, 0.999],
  // biome-ignore lint/suspicious/noApproximativeNumericConstant: the presets say 1.414
  data_scale: [1, 1.414, 2, 2.828],
};
/** @type {Record<string, (config: Config) => boolean>} */ // settings that belong to some choices only
const BELONGS = {
  gp_weight: ({ loss }) => loss === "wgan_gp",
  clip_value: ({ loss }) => loss === "wgan",
  beta1: ({ optimizer }) => optimizer === "adam",
  beta2: ({ optimizer }) => optimizer !== "sgd",
};

export const GROUPS = {
  objective: ["loss", "r1_weight", "r2_weight", "gp_weight", "clip_value"],
  training: [
    "generator_lr",
    "discriminator_lr",
    "discriminator_steps",
    "generator_steps",
    "optimizer",
    "beta1",
    "beta2",
    "batch_size",
    "seed",
  ],
  networks: ["latent_dim", "latent", "generator_hidden", "discriminator_hidden", "data_scale"],
};
/**
 * Another value of a setting than the one that is set: no penalty instead of one, else the nearest that is offered.
 * @type {(field: string, now: Setting, choices: (string | number)[] | undefined) => Setting}
 */
export function otherValue(field, now, choices) {
  if (field === "seed") return Number(now) + 1;
  if (Array.isArray(now)) return now.map((width) => (Number(width) > 8 ? Number(width) / 4 : 64));
  const others = (choices ?? OFFERED[field] ?? []).filter((option) => option !== now);
  if (now === 0 && field.endsWith("_weight")) return 0.1;
  return others.includes(0) ? 0 : (others.find((option) => Number(option) > Number(now)) ?? others[0]);
}

export const FIELDS = Object.values(GROUPS).flat();
/** @type {(field: string, config: Config) => boolean} */
export const belongs = (field, config) => BELONGS[field]?.(config) ?? true;

/** @type {(stage: Stage, field: string, options: FieldOptions) => Field} */
export function makeField(stage, field, { id, onchange, label }) {
  if (field === "seed") return makeNumber(stage, field, { id, onchange, label });
  return field.endsWith("hidden") ? makeLayered(stage, field, { id, onchange, label }) : makeList(stage, field, { id, onchange, label });
}

/** @type {(stage: Stage, field: string, options: {id: string, label?: string}, ...inputs: HTMLElement[]) => HTMLElement} */
const labelled = (stage, field, { id, label }, ...inputs) =>
  h(
    "div",
    { class: "field", "data-field": field },
    h(
      "label",
      { for: id, title: stage.known(`setting_${field}_help`) ? stage.text(`setting_${field}_help`) : undefined },
      label ?? stage.setting(field),
    ),
    ...inputs,
  );

/** @type {(stage: Stage, field: string, options: FieldOptions) => Field} */
function makeList(stage, field, { id, onchange, label }) {
  /** @type {(string | number)[]} */
  const options = stage.about.choices[field] ?? OFFERED[field];
  const select = h("select", { id, onchange: () => void onchange(chosen()) });
  /** @type {(string | number)[]} */
  let known = [];
  const chosen = () => known.find((option) => String(option) === select.value) ?? options[0];
  const offer = (/** @type {string | number} */ value) => {
    if (known.includes(value)) return;
    known = [...options, ...(options.includes(value) ? [] : [value])];
    if (typeof value === "number") known.sort((one, other) => Number(one) - Number(other));
    select.replaceChildren(...known.map((option) => h("option", { value: option }, stage.value(field, option))));
  };
  offer(options[0]);
  return {
    element: labelled(stage, field, { id, label }, select),
    field,
    get value() {
      return chosen();
    },
    render(/** @type {string | number} */ value) {
      offer(value);
      select.value = String(value);
    },
  };
}

/**
 * A whole number that is typed in.
 * @type {(stage: Stage, field: string, options: FieldOptions) => Field}
 */
function makeNumber(stage, field, { id, onchange, label }) {
  const [low, high] = stage.about.ranges[field];
  const input = h("input", {
    id,
    type: "number",
    min: low,
    max: high,
    step: 1,
    inputmode: "numeric",
    onchange: () => void (known() ? onchange(Number(input.value)) : show()),
  });
  const known = () => input.value !== "" && Number.isInteger(Number(input.value));
  let now = 0;
  const show = () => {
    input.value = String(now);
  };
  return {
    element: labelled(stage, field, { id, label }, input),
    field,
    get value() {
      return known() ? Number(input.value) : now;
    },
    render(/** @type {number} */ value) {
      now = value;
      if (/** @type {ShadowRoot} */ (stage.host.getRootNode()).activeElement !== input) show();
    },
  };
}

/**
 * Hidden layers: how many, and how wide.
 * @type {(stage: Stage, field: string, options: FieldOptions) => Field}
 */
function makeLayered(stage, field, { id, onchange, label }) {
  const { text } = stage;
  /** @type {(values: number[], one: string) => HTMLOptionElement[]} */
  const numbers = (values, one) => values.map((value) => h("option", { value }, text(one, { count: value })));
  const count = h("select", { id, onchange: () => void onchange(read()) }, numbers([1, 2, 3, 4, 5], "layers_count"));
  const width = h(
    "select",
    { "aria-label": text("width_of", { setting: label ?? stage.setting(field) }), onchange: () => void onchange(read()) },
    numbers(WIDTHS, "layers_width"),
  );
  const read = () => Array(Number(count.value)).fill(Number(width.value));
  return {
    element: labelled(stage, field, { id, label }, h("span", { class: "pair" }, count, width)),
    field,
    get value() {
      return read();
    },
    render(/** @type {number[]} */ value) {
      count.value = String(value.length);
      if (![...width.options].some((option) => option.value === String(value[0]))) width.append(...numbers([value[0]], "layers_width"));
      width.value = String(value[0]);
    },
  };
}
