// Pictures from the visitor's own disk: decoded, brought to a square and scaled here; they go nowhere else.

/** @typedef {{pixels: Uint8Array, labels: Int32Array, classNames: string[], side: number, channels: number, unreadable: number}} Pictures */

export const MAX_PICTURES = 10_000;
export const MAX_CLASSES = 20;
export const MIN_PICTURES = 16;

/** The class of a file: the folder it lies in, "" where it was chosen by itself. @param {{webkitRelativePath?: string}} file */
export const folderOf = ({ webkitRelativePath: path = "" }) => path.split("/").slice(-2, -1)[0] ?? "";

/** The class of a file by its name: what comes before its number, "cat" of cat_01.jpg. @param {{name: string}} file */
export const groupOf = ({ name }) => name.replace(/\.[^.]*$/, "").replace(/[\s_.()-]*\d.*$/, "");

/** Whether a name is that of a picture that browsers read. @param {{name: string, type?: string}} file */
export const isPicture = ({ name, type = "" }) =>
  type ? type.startsWith("image/") && !type.includes("svg") : /\.(png|jpe?g|webp|gif|bmp|avif)$/i.test(name);

/**
 * What is drawn of a picture, and where in a square of `side`: its middle cut out, or all of it between borders, as gan_core/data/decoding.py.
 * @param {number} width
 * @param {number} height
 * @param {number} side
 * @param {string} crop "centre" or "whole"
 */
export function fitted(width, height, side, crop) {
  if (crop === "centre") {
    const least = Math.min(width, height);
    return { from: [Math.floor((width - least) / 2), Math.floor((height - least) / 2), least, least], to: [0, 0, side, side] };
  }
  const scale = side / Math.max(width, height);
  const [wide, high] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  return { from: [0, 0, width, height], to: [Math.round((side - wide) / 2), Math.round((side - high) / 2), wide, high] };
}

/**
 * RGBA to what a training takes.
 * @param {Uint8ClampedArray} rgba
 * @param {number} channels
 * @param {Uint8Array} to
 * @param {number} place
 */
export function store(rgba, channels, to, place) {
  for (let i = 0; i < rgba.length / 4; i++) {
    const [red, green, blue] = [rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2]];
    if (channels === 3) to.set([red, green, blue], place + 3 * i);
    else to[place + i] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue); // ITU-R 601, as Pillow's
  }
}

/**
 * @param {File[]} files
 * @param {{side: number, channels: number, crop: string, background: string, classes: string, onprogress: (done: number, all: number) => void}} options
 *   `classes`: "folder" or "name"
 * @returns {Promise<Pictures>}
 */
export async function readPictures(files, { side, channels, crop, background, classes, onprogress }) {
  const chosen = files.filter(isPicture).slice(0, MAX_PICTURES);
  const classOf = classes === "name" ? groupOf : folderOf;
  const names = [...new Set(chosen.map(classOf))].sort().slice(0, MAX_CLASSES);
  const canvas = new OffscreenCanvas(side, side);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  context.imageSmoothingQuality = "high";
  const size = side * side * channels;
  const pixels = new Uint8Array(chosen.length * size);
  /** @type {number[]} */
  const labels = [];
  let unreadable = files.length - chosen.length;
  for (const [index, file] of chosen.entries()) {
    const bitmap = names.includes(classOf(file)) ? await createImageBitmap(file).catch(() => undefined) : undefined;
    if (bitmap) {
      const { from, to } = fitted(bitmap.width, bitmap.height, side, crop);
      context.fillStyle = background; // of borders, and behind what is transparent
      context.fillRect(0, 0, side, side);
      context.drawImage(
        bitmap,
        .../** @type {[number, number, number, number]} */ (from),
        .../** @type {[number, number, number, number]} */ (to),
      );
      bitmap.close();
      store(context.getImageData(0, 0, side, side).data, channels, pixels, labels.length * size);
      labels.push(names.indexOf(classOf(file)));
    } else unreadable += 1;
    if (index % 20 === 0) onprogress(index, chosen.length);
  }
  return { pixels: pixels.slice(0, labels.length * size), labels: Int32Array.from(labels), classNames: names, side, channels, unreadable };
}
