// Which pictures are learned: those that come along, the visitor's own, or what the visitor draws.

import { h } from "../../../shared/browser/dom.mjs";
import { makeDoodles } from "./doodles.mjs";
import { configOf } from "./form.mjs";
import { ask } from "./machine.mjs";
import { readPictures } from "./pictures.mjs";

/** @import {FormData} from "./stage.mjs" */
/** @typedef {(key: string, fields?: Record<string, unknown>) => string} Text */

const KINDS = { grey: { side: 28, channels: 1 }, colour: { side: 32, channels: 3 } };
const DIGITS = { dataset: "mnist", class_names: [..."0123456789"] };

/**
 * @param {FormData} data
 * @param {Text} text
 * @param {() => Record<string, any>} settings as they are chosen now
 */
export function makePictures({ config, labels, digits }, text, settings) {
  const progress = h("p", { class: "hint", role: "status", "data-testid": "local-pictures" });
  const field = (/** @type {string} */ name, /** @type {HTMLElement} */ input, word = text(name)) =>
    h("div", { class: "field" }, h("label", { for: input.id }, word), input);
  const chosen = (/** @type {string} */ name, /** @type {string[]} */ options, /** @type {(one: string) => string} */ word) =>
    h("select", { id: `local-${name}` }, options.map((one) => h("option", { value: one }, word(one)))); // biome-ignore format: one line
  const folder = h("input", { id: "local-folder", type: "file", multiple: true, webkitdirectory: true, accept: "image/*" });
  const files = h("input", { id: "local-files", type: "file", multiple: true, accept: "image/*" });
  const kind = chosen("kind", Object.keys(KINDS), (one) => text(`kind_${one}`));
  const classes = chosen("classes", ["folder", "name"], (one) => text(`classes_${one}`));
  const crop = chosen("crop", ["centre", "whole"], (one) => labels[`crop_${one}`]);
  const background = chosen("background", ["white", "black"], (one) => labels[`background_${one}`]);
  const own = h(
    "div",
    { class: "fields", hidden: true },
    field("folder", folder),
    field("files", files),
    field("classes", classes),
    field("kind", kind),
    field("crop", crop, labels.setting_crop),
    field("background", background, labels.setting_background),
  );
  const doodles = makeDoodles(text);
  const source = chosen("source", ["clothes", ...(digits ? ["digits"] : []), "own", "drawn"], (one) => text(`source_${one}`));

  const read = async () => {
    if (source.value === "drawn") return doodles.pictures();
    if (source.value !== "own") return undefined;
    const { side, channels } = KINDS[/** @type {keyof typeof KINDS} */ (kind.value)];
    const onprogress = (/** @type {number} */ done, /** @type {number} */ all) => {
      progress.textContent = text("reading", { done, all });
    };
    const given = [...(folder.files ?? []), ...(files.files ?? [])];
    const options = { side, channels, crop: crop.value, background: background.value, classes: classes.value, onprogress };
    const found = await readPictures(given, options);
    progress.textContent = text("read", { count: found.labels.length, classes: found.classNames.length });
    return found;
  };
  /** How long it will take here: a few steps are made to know. */
  const estimate = async () => {
    const { side, channels } = source.value === "own" ? KINDS[/** @type {keyof typeof KINDS} */ (kind.value)] : KINDS.grey;
    const asked = { ...configOf(config, settings(), undefined), image_size: side, image_channels: channels };
    const { seconds } = await ask("time", { config: asked });
    progress.textContent = text("time", { minutes: Math.max(1, Math.round((1000 * seconds) / 60)), steps: Math.round(1 / seconds) });
  };
  const show = () => {
    own.hidden = source.value !== "own";
    doodles.element.hidden = source.value !== "drawn";
    progress.textContent = "";
  };
  source.addEventListener("change", show);
  show();
  const timing = h("button", { type: "button", title: text("how_long_help"), "data-testid": "local-time" }, text("how_long"));
  timing.addEventListener("click", () => estimate().catch(() => (progress.textContent = text("failed"))));
  return {
    element: h(
      "div",
      { class: "pictures" },
      field("source", source, text("pictures")),
      own,
      doodles.element,
      h("div", { class: "row" }, timing, progress),
      h("p", { class: "hint" }, text("stays_here")),
    ),
    read,
    dataset: () => (source.value === "digits" ? DIGITS : {}),
  };
}
