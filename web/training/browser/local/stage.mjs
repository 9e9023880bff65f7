// The form of a training on the visitor's own machine. What it starts is opened by the live view on the same page.

import { isLocal, newName, OPEN } from "../../../runs/browser/local_names.mjs";
import { h } from "../../../shared/browser/dom.mjs";
import { saveBlob } from "../../../shared/browser/files.mjs";
import { mountOnce } from "../../../shared/browser/mount.mjs";
import { boxText, typedNumber } from "../../../shared/browser/numbers.mjs";
import { errorSentence, fill } from "../../../shared/browser/words.mjs";
import { makeRefusal } from "../field.mjs";
import { makeClass } from "./class.mjs";
import { configOf, wrongIn } from "./form.mjs";
import { able, adopt, ask, start as begin, prepare, rows } from "./machine.mjs";
import { makePictures } from "./picture_form.mjs";
import { MIN_PICTURES } from "./pictures.mjs";
import { makeRecipes } from "./recipes.mjs";

/** @typedef {{text: Record<string, string>, errors: Record<string, string>, labels: Record<string, string>, facts: any, config: Record<string, any>,
 *   language: string, widths: number[], ranges: Record<string, number[]>, digits: boolean, recipes: import("./recipes.mjs").Recipes, outcomes: import("./recipes.mjs").Outcomes, questions: string[], verdicts: Record<string, string>, module: string}} FormData */

const CHOICES = /** @type {const} */ ({ conditioning: ["projection", "none"], discriminator_norm: ["none", "batch"] });
const NUMBERS = ["r1_weight", "generator_lr", "discriminator_lr", "epochs", "seed"];

/** @param {{parentElement: HTMLElement, data: FormData}} component */
export default function mount({ parentElement, data }) {
  const host = /** @type {HTMLElement} */ (parentElement.querySelector(".stage"));
  return mountOnce(host, data, (signal) => build(host, data, signal));
}

/**
 * @param {HTMLElement} host
 * @param {FormData} data
 * @param {AbortSignal} signal
 */
function build(host, data, signal) {
  const text = (/** @type {string} */ key, fields = {}) => fill(data.text[key] ?? key, fields);
  if (!able()) return host.replaceChildren(h("p", { class: "hint" }, text("not_able")));
  prepare(data.facts);
  const fields = makeFields(data, text);
  const recipes = makeRecipes(data, text, (settings) => fields.set({ ...data.config, ...settings }));
  const pictures = makePictures(data, text, () => fields.values());
  const refusal = makeRefusal();
  const said = h("p", { class: "hint", role: "status", "data-testid": "local-said" });

  const attempt = async (/** @type {() => Promise<void>} */ work) => {
    refusal.say("");
    said.textContent = "";
    await work().catch((error) => refusal.say(error.answer ? errorSentence(data.errors, error.answer) : text("failed")));
  };
  const start = (/** @type {Event} */ event) => {
    event.preventDefault();
    return attempt(async () => {
      const own = await pictures.read();
      if (own && own.labels.length < MIN_PICTURES) return refusal.say(text("too_few", { count: own.labels.length, least: MIN_PICTURES }));
      const config = configOf(data.config, { ...fields.values(), ...pictures.dataset() }, own);
      const wrong = wrongIn(config, data.ranges);
      if (wrong) {
        const setting = data.labels[`setting_${wrong.setting}`] ?? wrong.setting;
        return refusal.say(text(wrong.high === undefined ? "no_norm_with_penalty" : "out_of_range", { ...wrong, setting }));
      }
      const order = { name: newName(), config, ...(own && { data: { pixels: own.pixels, labels: own.labels } }) };
      const { name } = await begin(order);
      dispatchEvent(new CustomEvent(OPEN, { detail: name }));
      said.textContent = own?.unreadable ? text("started_without", { count: own.unreadable }) : text("started");
      return undefined;
    });
  };
  const download = () =>
    attempt(async () => {
      const asked = new URLSearchParams(location.search).get("run") ?? "";
      const name = isLocal(asked) ? asked : ((await rows())[0]?.name ?? "");
      if (!name) return refusal.say(text("nothing_yet"));
      saveBlob(new Blob(await ask("export", { name }), { type: "application/zip" }), `${name}.zip`);
      said.textContent = text("downloaded");
      return undefined;
    });
  const opened = h("input", { id: "local-open", type: "file", accept: ".zip" });
  opened.addEventListener("change", () =>
    attempt(async () => {
      const [chosen] = opened.files ?? [];
      if (!chosen) return;
      const { name } = await adopt(newName(), new Uint8Array(await chosen.arrayBuffer()));
      opened.value = "";
      dispatchEvent(new CustomEvent(OPEN, { detail: name }));
      said.textContent = text("opened");
    }),
  );
  const main = h("button", { class: "main", "data-testid": "local-start" }, text("start"));
  const file = h(
    "button",
    { type: "button", onclick: download, title: text("download_help"), "data-testid": "local-download" },
    text("download"),
  );
  const form = h(
    "form",
    { class: "drawer", novalidate: true, onsubmit: start },
    pictures.element,
    recipes,
    fields.element,
    h("div", { class: "row" }, main, file, h("label", { for: "local-open", title: text("open_help") }, text("open")), opened, said),
    refusal.element,
  );
  const together = makeClass(data, text, attempt, signal);
  return host.replaceChildren(form, together);
}

/** @import {Text} from "./picture_form.mjs" */

/**
 * @param {FormData} data
 * @param {Text} text
 */
function makeFields({ config, facts, labels, widths, language }, text) {
  /** @type {Record<string, HTMLSelectElement | HTMLInputElement>} */
  const inputs = {};
  const labelled = (/** @type {string} */ name, /** @type {HTMLSelectElement | HTMLInputElement} */ input) => {
    input.value = String(config[name]);
    inputs[name] = input;
    return h("div", { class: "field" }, h("label", { for: input.id }, labels[`setting_${name}`] ?? text(`setting_${name}`)), input);
  };
  const listed = (/** @type {string} */ name, /** @type {readonly (string | number)[]} */ options) => {
    const word = (/** @type {string | number} */ one) => labels[`option_${one}`] ?? text(`option_${one}`);
    const made = options.map((one) => h("option", { value: one }, typeof one === "number" ? String(one) : word(one)));
    return labelled(name, h("select", { id: `local-${name}` }, made));
  };
  const numbered = (/** @type {string} */ name) => {
    const made = labelled(name, h("input", { id: `local-${name}`, type: "text", inputmode: "decimal" })); // takes a comma too
    inputs[name].value = boxText(config[name], language);
    return made;
  };
  const element = h(
    "div",
    { class: "fields" },
    listed("loss", /** @type {string[]} */ (facts.changeable.loss)),
    listed("conditioning", CHOICES.conditioning),
    listed("base_channels", widths),
    listed("discriminator_norm", CHOICES.discriminator_norm),
    NUMBERS.map(numbered),
  );
  const number = (/** @type {string} */ value) => typedNumber(value) ?? Number.NaN;
  return {
    element,
    /** @param {Record<string, any>} settings */
    set(settings) {
      for (const [name, input] of Object.entries(inputs))
        input.value = NUMBERS.includes(name) ? boxText(settings[name], language) : String(settings[name]);
    },
    values: () =>
      Object.fromEntries(
        Object.entries(inputs).map(([name, { value }]) => [
          name,
          NUMBERS.includes(name) || name === "base_channels" ? number(value) : value,
        ]),
      ),
  };
}
