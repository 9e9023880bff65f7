// A grid of pictures as a drawing that a file can hold: its pixels stay squares.

import { h, svg } from "../../shared/browser/dom.mjs";

const WIDTH = 480; // about: of the pictures
const NAMES = 110; // of the classes before them

/** `image`: a loaded <img>; `names`: of its rows, from the first to the last, or none. */
export function pictureDrawing(image, names = []) {
  const { naturalWidth: wide, naturalHeight: tall } = image;
  const factor = Math.max(1, Math.round(WIDTH / wide));
  const canvas = h("canvas", { width: factor * wide, height: factor * tall });
  const context = canvas.getContext("2d");
  context.imageSmoothingEnabled = false;
  if (wide) context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const left = names.length ? NAMES : 0;
  const label = (name, index) => Object.assign(svg("text", { x: left - 8, y: (canvas.height * (index + 0.5)) / names.length + 4, "font-size": 12, "text-anchor": "end", fill: "currentColor" }), { textContent: name });
  return svg("svg", { width: left + canvas.width, height: canvas.height }, names.map(label), svg("image", { class: "pixels", x: left, y: 0, width: canvas.width, height: canvas.height, href: canvas.toDataURL() }));
}
