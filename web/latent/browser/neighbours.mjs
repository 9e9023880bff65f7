// The training pictures nearest to the one on the screen: did it just memorise?

import { drawTile, h, tile } from "../../shared/browser/dom.mjs";
import { address } from "./query.mjs";

/** @import {LatestRequest} from "../../shared/browser/latest_request.mjs" */
/** @import {Stage} from "./types.mjs" */
/** @typedef {{searched: number, closer_fellows: number, found: {index: number, label: number, distance: number}[]}} Answer of the header X-Neighbours */

const COUNT = 6;
const DEBOUNCE_MILLISECONDS = 400; // asked once the picture has rested this long

/**
 * @param {Stage} stage
 * @param {LatestRequest} lane its own: the first answer takes seconds and must not hold up the pictures
 */
export function makeNeighbours(stage, lane) {
  const canvases = Array.from({ length: COUNT }, () => tile(stage.card.image, { role: "img" }));
  const captions = canvases.map(() => h("figcaption"));
  const row = h(
    "div",
    { class: "row", hidden: true },
    canvases.map((canvas, index) => h("figure", {}, canvas, captions[index])),
  );
  const note = h("p", { class: "hint" }, stage.text(stage.card.neighbours ? "neighbours_loading" : "neighbours_unfit"));
  const element = h("section", { class: "neighbours" }, h("h3", {}, stage.text("neighbours_title")), row, note);

  let timer = 0;
  const ask = () => {
    if (!stage.card.neighbours) return;
    clearTimeout(timer);
    timer = setTimeout(() => lane.ask("neighbours", address("neighbours", `${stage.query()}&n=${COUNT}`), show), DEBOUNCE_MILLISECONDS);
  };
  const show = async (/** @type {Response} */ response) => {
    if (!response.ok) {
      note.textContent = stage.error(await response.json());
      return;
    }
    /** @type {Answer} */
    const about = JSON.parse(response.headers.get("X-Neighbours") ?? "");
    const sheet = await createImageBitmap(await response.blob());
    about.found.forEach((one, index) => {
      drawTile(canvases[index], sheet, index);
      canvases[index].setAttribute("aria-label", stage.text("neighbour", { class: stage.className(one.label), index: one.index }));
      captions[index].textContent = `${stage.className(one.label)} · ${stage.number(one.distance, 1)}`;
    });
    note.textContent = stage.text("neighbours_note", {
      searched: stage.number(about.searched, 0),
      share: stage.percent(about.closer_fellows, 0),
      distance: stage.number(about.found[0].distance, 1),
    });
    row.hidden = false;
  };
  return { element, ask, stop: () => clearTimeout(timer) };
}
