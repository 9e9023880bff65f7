// Pictures from the visitor's own disk: decoded, cropped to the square in their middle and scaled here; they go nowhere else.

/** @typedef {{pixels: Uint8Array, labels: Int32Array, classNames: string[], side: number, channels: number, unreadable: number}} Pictures */

export const MAX_PICTURES = 10_000;
export const MAX_CLASSES = 20;
export const MIN_PICTURES = 16;

/** The class of a file: the folder it lies in, "" where it was chosen by itself. @param {{webkitRelativePath?: string}} file */
export const folderOf = ({ webkitRelativePath: path = "" }) => path.split("/").slice(-2, -1)[0] ?? "";

/** Whether a name is that of a picture that browsers read. @param {{name: string, type?: string}} file */
export const isPicture = ({ name, type = "" }) =>
  type ? type.startsWith("image/") && !type.includes("svg") : /\.(png|jpe?g|webp|gif|bmp|avif)$/i.test(name);

/** The square in the middle. @param {number} width @param {number} height */
export function middle(width, height) {
  const side = Math.min(width, height);
  return { x: Math.floor((width - side) / 2), y: Math.floor((height - side) / 2), side };
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
 * @param {{side: number, channels: number, onprogress: (done: number, all: number) => void}} options
 * @returns {Promise<Pictures>}
 */
export async function readPictures(files, { side, channels, onprogress }) {
  const chosen = files.filter(isPicture).slice(0, MAX_PICTURES);
  const names = [...new Set(chosen.map(folderOf))].sort().slice(0, MAX_CLASSES);
  const canvas = new OffscreenCanvas(side, side);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  context.imageSmoothingQuality = "high";
  const size = side * side * channels;
  const pixels = new Uint8Array(chosen.length * size);
  /** @type {number[]} */
  const labels = [];
  let unreadable = files.length - chosen.length;
  for (const [index, file] of chosen.entries()) {
    const bitmap = names.includes(folderOf(file)) ? await createImageBitmap(file).catch(() => undefined) : undefined;
    if (bitmap) {
      const square = middle(bitmap.width, bitmap.height);
      context.fillStyle = "white"; // behind what is transparent
      context.fillRect(0, 0, side, side);
      context.drawImage(bitmap, square.x, square.y, square.side, square.side, 0, 0, side, side);
      bitmap.close();
      store(context.getImageData(0, 0, side, side).data, channels, pixels, labels.length * size);
      labels.push(names.indexOf(folderOf(file)));
    } else unreadable += 1;
    if (index % 20 === 0) onprogress(index, chosen.length);
  }
  return { pixels: pixels.slice(0, labels.length * size), labels: Int32Array.from(labels), classNames: names, side, channels, unreadable };
}
