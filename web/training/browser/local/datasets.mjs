// The data sets that come along, each from a sheet: 1,000 cells a class, class after class.

const SIDE = 28;
const CLASSES = 10;

/**
 * @param {string} address of the sheet
 * @returns {Promise<import("../../../runs/browser/local_run.mjs").Data>}
 */
export async function readSheet(address) {
  const response = await fetch(address);
  if (!response.ok) throw new TypeError(`${response.status}`);
  const bitmap = await createImageBitmap(await response.blob(), { colorSpaceConversion: "none", premultiplyAlpha: "none" });
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  context.drawImage(bitmap, 0, 0);
  return cells(context.getImageData(0, 0, bitmap.width, bitmap.height).data, bitmap.width, bitmap.height);
}

/**
 * @param {Uint8ClampedArray} rgba
 * @param {number} width
 * @param {number} height
 */
export function cells(rgba, width, height) {
  const columns = width / SIDE;
  const count = columns * (height / SIDE);
  const pixels = new Uint8Array(count * SIDE * SIDE);
  for (let n = 0, place = 0; n < count; n++)
    for (let y = 0; y < SIDE; y++)
      for (let x = 0; x < SIDE; x++, place++)
        pixels[place] = rgba[4 * ((Math.floor(n / columns) * SIDE + y) * width + (n % columns) * SIDE + x)];
  return { pixels, labels: Int32Array.from({ length: count }, (_, n) => Math.floor((n * CLASSES) / count)) };
}
