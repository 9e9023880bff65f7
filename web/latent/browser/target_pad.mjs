// The picture to look for, in the model's own size: drawn by hand, chosen from the disk, or given.

import { context2d, h, tile } from "../../shared/browser/dom.mjs";
import { listenToPen } from "../../shared/browser/pen.mjs";

/** @import {Stage} from "./types.mjs" */

/**
 * @param {Stage} stage
 * @param {() => void} changed
 */
export function makePad(stage, changed) {
  const { text, card } = stage;
  const [channels, height, width] = card.image;
  const canvas = tile(card.image, { role: "img", "aria-label": text("find_pad"), "data-testid": "find-target" });
  const context = context2d(canvas);
  const clear = () => {
    context.fillStyle = "black";
    context.fillRect(0, 0, width, height);
    changed();
  };
  /** @param {CanvasImageSource} source whole or its middle square, scaled */
  const show = (source, [sourceWidth, sourceHeight] = [width, height]) => {
    const side = Math.min(sourceWidth, sourceHeight);
    const corner = [(sourceWidth - side) / 2, (sourceHeight - side) / 2];
    clear();
    context.imageSmoothingQuality = "high";
    context.drawImage(source, corner[0], corner[1], side, side, 0, 0, width, height);
    if (channels === 1) mapPixels(context, grey);
    changed();
  };
  const invert = () => {
    mapPixels(context, (colour) => colour.map((value) => 255 - value));
    changed();
  };
  const file = h("input", { type: "file", accept: "image/*", class: "unseen", tabindex: -1, "aria-hidden": "true" });
  file.addEventListener("change", async () => {
    const chosen = file.files?.[0];
    const bitmap = chosen && (await createImageBitmap(chosen).catch(() => undefined));
    if (bitmap) show(bitmap, [bitmap.width, bitmap.height]);
    file.value = "";
  });
  const colour = h("input", { type: "color", value: "#ffffff", "aria-label": text("find_colour"), hidden: channels === 1 });
  listenToPen(canvas, () => colour.value, changed);
  const button = (/** @type {string} */ key, /** @type {() => void} */ onclick) => h("button", { type: "button", onclick }, text(key));
  clear();
  return {
    canvas,
    element: h("div", { class: "pad-frame" }, canvas),
    buttons: [button("find_clear", clear), button("find_upload", () => file.click()), button("find_invert", invert), colour, file],
    show: (/** @type {CanvasImageSource} */ source) => show(source),
    /** @returns {Promise<Blob | null>} as PNG */
    blob: () => new Promise((resolve) => canvas.toBlob(resolve, "image/png")),
  };
}

/**
 * Luma of ITU-R BT.601, as gan_core/data takes it.
 * @param {number[]} colour
 */
const grey = ([red, green, blue]) => Array(3).fill(0.299 * red + 0.587 * green + 0.114 * blue);

/**
 * @param {CanvasRenderingContext2D} context
 * @param {(colour: number[]) => number[]} change of red, green and blue
 */
function mapPixels(context, change) {
  const image = context.getImageData(0, 0, context.canvas.width, context.canvas.height);
  for (let at = 0; at < image.data.length; at += 4) image.data.set(change([...image.data.subarray(at, at + 3)]), at);
  context.putImageData(image, 0, 0);
}
