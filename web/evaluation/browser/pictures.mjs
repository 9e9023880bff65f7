// Pictures of the chosen models at the same z: a column for each z, a row for each class.

import { h } from "../../shared/browser/dom.mjs";
import { fileName, makeFigure } from "./figure.mjs";
import { pictureDrawing } from "./grid.mjs";
import { fetchRead, picturesUrl } from "./server.mjs";
import { summary, takenFor } from "./taken_for.mjs";

/** @import {Model, Stage, View} from "./types.mjs" */

/**
 * @param {Stage} stage
 * @returns {View}
 */
export function makePictures(stage) {
  const grid = h("div", { class: "sheets" });
  const hint = h("p", { class: "hint" });
  const element = h("div", { class: "pictures" }, hint, grid);
  let drawn = "";

  const render = () => {
    const found = stage.chosen.flatMap((name) => stage.overview.models.filter((model) => model.name === name));
    const models = found.filter((model) => model.checkpoints);
    const lengths = new Set(models.map((model) => model.latent_dim));
    hint.textContent = stage.text(lengths.size > 1 ? "other_z" : "same_z", { seed: stage.seed });
    const now = JSON.stringify([stage.seed, models.map(({ name, step }) => [name, step])]);
    if (now === drawn) return;
    drawn = now;
    grid.replaceChildren(...models.map(sheetOf));
  };
  const sheetOf = (/** @type {Model} */ { name, step, classes, latent_dim: latentDim }) => {
    const { seed } = stage;
    const about = stage.text("sheet_details", { step: stage.whole(step), latent: latentDim });
    const alt = stage.text(classes.length ? "sheet_classes" : "sheet_plain", { model: stage.title(name) });
    const src = picturesUrl(name, seed);
    const image = h("img", { src, alt, class: "pixels", "data-testid": `pictures-${name}` });
    const names = classes.map(stage.className);
    const entries = names.map((one) => h("li", {}, one));
    const body = h("div", { class: names.length ? "classes" : "" }, names.length ? h("ol", {}, entries) : undefined, image);
    const outcome = h("p", { class: "hint", hidden: true });
    if (!names.length) readInto({ body, outcome }, { name, seed, src, image });
    return makeFigure(stage, {
      attributes: { class: "sheet" },
      label: stage.title(name),
      caption: [h("b", {}, stage.title(name)), h("span", {}, about)],
      body: h("div", {}, body, outcome),
      sheet: () => ({
        name: fileName("pictures", name, "step", step, "seed", seed),
        notes: [`${about}. ${hint.textContent}`, outcome.textContent].filter(Boolean),
        chart: pictureDrawing(image, names),
        madeBy: { model: name, seed, step },
      }),
    });
  };
  /**
   * Say below each picture what it is taken for, where there is a classifier.
   * @param {{body: HTMLElement, outcome: HTMLElement}} parts
   * @param {{name: string, seed: number, src: string, image: HTMLElement}} sheet
   */
  const readInto = async ({ body, outcome }, { name, seed, src, image }) => {
    const read = await fetchRead(name, seed, stage.signal).catch(() => []); // the pictures stay as they are
    if (!read.length) return;
    body.replaceChildren(takenFor(stage, src, read), image);
    image.classList.add("unseen"); // what is saved; and its words for a screen reader
    outcome.textContent = summary(stage, read);
    outcome.hidden = false;
  };
  return { element, render };
}
