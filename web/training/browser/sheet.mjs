// One run's pictures of a step, with the classes' names, what they are, and a file to take home.

import { isLocal } from "../../runs/browser/local_names.mjs";
import { sampleUrl } from "../../runs/browser/paths.mjs";
import { context2d, h, write } from "../../shared/browser/dom.mjs";
import { epochAt } from "./epochs.mjs";
import { sampleAddress } from "./local/machine.mjs";

/** @import {Stage, Status} from "./types.mjs" */

const CACHE_SHEETS = 64; // decoded

/** @type {(run: Status, step: number, weights: Stage["weights"]) => string} where the pictures of a step are */
const addressOf = ({ name }, step, weights) => sampleUrl(name, step) + (weights === "raw" ? "?weights=raw" : "");

/** The same of a run of this browser. @param {Status} run @param {number} step */
const addressHere = (run, step) => sampleAddress(run.name, step, addressOf(run, step, "average"));

/**
 * Whose pictures a run has: those of G's average alone where G itself was not drawn.
 * @param {Status} run
 * @param {Stage["weights"]} weights
 */
const weightsOf = ({ raw_sample_steps: raw }, weights) => (raw.length ? weights : "average");

/**
 * @param {Stage} stage
 * @param {string} id
 */
export function makeSheet(stage, id) {
  const { text } = stage;
  const canvas = h("canvas", { class: "pixels", role: "img", "data-testid": id, width: 280, height: 280 });
  const names = h("ol", { class: "names", "aria-hidden": "true", hidden: true });
  const whose = h("strong");
  const caption = h("span");
  const file = h("a", { class: "button quiet", download: true }, text("picture_file"));
  const large = makeLarge();
  const enlarge = h("button", { type: "button", class: "quiet", onclick: () => large.show(canvas) }, text("enlarge"));
  canvas.addEventListener("click", () => large.show(canvas));
  const captions = h("p", { class: "caption" }, whose, caption, enlarge, file);
  const element = h("div", { class: "one" }, h("div", { class: "sheet" }, names, canvas), captions, large.element);

  const picture = makeCache(stage.signal);
  let wanted = ""; // address of the sheet that is to be shown
  const show = async (/** @type {Status} */ run, /** @type {number} */ step, /** @type {Stage["weights"]} */ weights) => {
    const url = addressOf(run, step, weights);
    if (url === wanted) return;
    wanted = url;
    if (canvas.dataset.run !== run.name) clear(); // another run's pictures go at once
    const address = isLocal(run.name) ? await addressHere(run, step).catch(() => "") : url;
    const sheet = address ? await picture(address).catch(() => undefined) : undefined;
    if (url !== wanted) return;
    if (!sheet) {
      wanted = ""; // asked for again with the next numbers
      return;
    }
    if (canvas.width !== sheet.width || canvas.height !== sheet.height) Object.assign(canvas, { width: sheet.width, height: sheet.height });
    context2d(canvas).drawImage(sheet, 0, 0);
    Object.assign(canvas.dataset, { step, run: run.name });
    const classes = namesOf(run);
    const kind = classes.length ? "samples_of_classes" : "samples_of_noise";
    canvas.setAttribute("aria-label", text(kind, { step: stage.whole(step), classes: classes.join(", ") }));
    file.hidden = false;
    file.href = address;
    file.download = `${run.name}-${step}${weights === "raw" ? "-raw" : ""}.png`;
  };

  /** No pictures, or not yet. */
  const clear = () => {
    context2d(canvas).clearRect(0, 0, canvas.width, canvas.height);
    delete canvas.dataset.run;
    delete canvas.dataset.step;
    canvas.setAttribute("aria-label", text("no_samples"));
    file.hidden = true;
  };

  const namesOf = (/** @type {Status} */ { config }) =>
    config.conditioning === "none" ? [] : config.class_names.slice(0, stage.classRows).map(stage.className);
  let named = "";
  const renderNames = (/** @type {Status} */ run) => {
    const list = namesOf(run);
    if (named === list.join()) return;
    named = list.join();
    names.replaceChildren(...list.map((name) => h("li", {}, name)));
    names.hidden = !list.length;
  };
  /** @type {(run: Status, until: number, title: string) => void} the newest pictures up to a step */
  const render = (run, until, title) => {
    renderNames(run);
    const weights = weightsOf(run, stage.weights);
    const steps = weights === "raw" ? run.raw_sample_steps : run.sample_steps;
    const sample = steps.findLast((step) => step <= until) ?? steps[0];
    write(whose, title);
    if (sample === undefined) {
      wanted = "";
      clear();
      return write(caption, text("no_samples"));
    }
    show(run, sample, weights);
    return write(caption, text("sample_caption", { step: stage.whole(sample), epoch: stage.decimal(epochAt(run, sample), 1) }));
  };
  return { element, render };
}

/** The pictures as large as the window, until they are clicked or Escape is pressed. */
function makeLarge() {
  const copy = h("canvas", { class: "pixels", role: "img" });
  const element = h("dialog", { class: "large" }, copy);
  element.addEventListener("click", () => element.close());
  return {
    element,
    /** @param {HTMLCanvasElement} canvas */
    show(canvas) {
      Object.assign(copy, { width: canvas.width, height: canvas.height });
      copy.setAttribute("aria-label", canvas.getAttribute("aria-label") ?? "");
      context2d(copy).drawImage(canvas, 0, 0);
      element.showModal();
    },
  };
}

/**
 * Decoded pictures by address, the last few.
 * @param {AbortSignal} signal
 * @returns {(url: string) => Promise<ImageBitmap>}
 */
function makeCache(signal) {
  /** @type {Map<string, Promise<ImageBitmap>>} */
  const decoded = new Map();
  return (url) => {
    const before = decoded.get(url);
    if (before) return before;
    const load = fetch(url, { signal }).then(async (response) => createImageBitmap(await response.blob()));
    load.catch(() => decoded.delete(url)); // another time, perhaps
    decoded.set(url, load);
    if (decoded.size > CACHE_SHEETS) decoded.delete(decoded.keys().next().value ?? "");
    return load;
  };
}
