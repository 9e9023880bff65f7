// Pictures of the chosen models at the same z: a column for each z, a row for each class.

import { h } from "../../shared/browser/dom.mjs";
import { fileName, makeFigure } from "./figure.mjs";
import { pictureDrawing } from "./grid.mjs";
import { picturesUrl } from "./server.mjs";

export function makePictures(stage) {
  const grid = h("div", { class: "sheets" });
  const hint = h("p", { class: "hint" });
  const element = h("div", { class: "pictures" }, hint, grid);
  let drawn = "";

  const render = () => {
    const models = stage.chosen.map((name) => stage.told.models.find((model) => model.name === name)).filter((model) => model?.checkpoints);
    const lengths = new Set(models.map((model) => model.latent_dim));
    hint.textContent = stage.text(lengths.size > 1 ? "other_z" : "same_z", { seed: stage.seed });
    const now = JSON.stringify([stage.seed, models.map(({ name, step }) => [name, step])]);
    if (now === drawn) return;
    drawn = now;
    grid.replaceChildren(...models.map(sheet));
  };
  const sheet = ({ name, step, classes, latent_dim: latentDim }) => {
    const about = stage.text("sheet_details", { step: stage.whole(step), latent: latentDim });
    const image = h("img", { src: picturesUrl(name, stage.seed), alt: stage.text(classes.length ? "sheet_classes" : "sheet_plain", { model: name }), class: "pixels", "data-testid": `pictures-${name}` });
    const names = classes.map((one) => stage.className(one));
    const body = h("div", { class: names.length ? "classes" : "" }, names.length ? h("ol", {}, names.map((one) => h("li", {}, one))) : undefined, image);
    const saved = () => ({ name: fileName("pictures", name, "step", step, "seed", stage.seed), notes: [`${about}. ${hint.textContent}`], chart: pictureDrawing(image, names) });
    return makeFigure(stage, { class: "sheet", label: name, caption: [h("b", {}, name), h("span", {}, about)], body, sheet: saved });
  };
  return { element, render };
}
