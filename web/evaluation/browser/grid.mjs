// A grid of pictures as a drawing that a file can hold: its pixels stay squares.

import { context2d, h, svg } from "../../shared/browser/dom.mjs";

const WIDTH = 480; // about: of the pictures
const NAMES = 110; // of the classes before them

/**
 * @param {HTMLImageElement} image loaded
 * @param {string[]} [names] of its rows, from the first to the last
 */
export function pictureDrawing(image, names = []) {
  const { naturalWidth: wide, naturalHeight: tall } = image;
  const factor = Math.max(1, Math.round(WIDTH / wide));
  const canvas = h("canvas", { width: factor * wide, height: factor * tall });
  const { width, height } = canvas;
  const context = context2d(canvas);
  context.imageSmoothingEnabled = false;
  if (wide) context.drawImage(image, 0, 0, width, height);
  const left = names.length ? NAMES : 0;
  const labels = names.map((name, index) => {
    const y = (height * (index + 0.5)) / names.length + 4;
    return svg("text", { x: left - 8, y, "font-size": 12, "text-anchor": "end", fill: "currentColor" }, name);
  });
  const picture = svg("image", { class: "pixels", x: left, y: 0, width, height, href: canvas.toDataURL() });
  return svg("svg", { width: left + width, height }, labels, picture);
}
