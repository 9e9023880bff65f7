// Pictures of the chosen models at the same z: a column for each z, a row for each class.

import { h } from "../../shared/browser/dom.mjs";
import { fileName, makeFigure } from "./figure.mjs";
import { pictureDrawing } from "./grid.mjs";
import { picturesUrl } from "./server.mjs";

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
    const about = stage.text("sheet_details", { step: stage.whole(step), latent: latentDim });
    const alt = stage.text(classes.length ? "sheet_classes" : "sheet_plain", { model: stage.title(name) });
    const image = h("img", { src: picturesUrl(name, stage.seed), alt, class: "pixels", "data-testid": `pictures-${name}` });
    const names = classes.map(stage.className);
    const entries = names.map((one) => h("li", {}, one));
    return makeFigure(stage, {
      attributes: { class: "sheet" },
      label: stage.title(name),
      caption: [h("b", {}, stage.title(name)), h("span", {}, about)],
      body: h("div", { class: names.length ? "classes" : "" }, names.length ? h("ol", {}, entries) : undefined, image),
      sheet: () => ({
        name: fileName("pictures", name, "step", step, "seed", stage.seed),
        notes: [`${about}. ${hint.textContent}`],
        chart: pictureDrawing(image, names),
      }),
    });
  };
  return { element, render };
}
