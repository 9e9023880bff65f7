// Zip files: written without compression, read with or without.

import { crc32 } from "../../../../gan_core/browser/crc32.mjs";

const DOS_1980 = 0x21; // the first date a zip knows
const [DEFLATED, END, ENTRY] = [8, 0x06054b50, 0x02014b50];

/** Little-endian numbers of 2 or 4 bytes. @param {...[size: number, value: number]} fields */
function packed(...fields) {
  const view = new DataView(new ArrayBuffer(fields.reduce((sum, [size]) => sum + size, 0)));
  let place = 0;
  for (const [size, value] of fields) {
    if (size === 2) view.setUint16(place, value, true);
    else view.setUint32(place, value, true);
    place += size;
  }
  return new Uint8Array(view.buffer);
}

/**
 * @param {string} folder in which the files lie
 * @param {[string, Uint8Array][]} files
 * @returns {Uint8Array[]} the parts of a zip, in their order
 */
export function zip(folder, files) {
  const encoder = new TextEncoder();
  let offset = 0;
  /** @type {Uint8Array[]} */
  const parts = [];
  /** @type {Uint8Array[]} */
  const directory = [];
  for (const [path, bytes] of files) {
    const name = encoder.encode(`${folder}/${path}`);
    /** @type {[number, number][]} */
    const common = [
      [2, 20],
      [2, 0x800],
      [2, 0],
      [2, 0],
      [2, DOS_1980],
      [4, crc32(bytes)],
      [4, bytes.length],
      [4, bytes.length],
      [2, name.length],
      [2, 0],
    ];
    const head = packed([4, 0x04034b50], ...common);
    directory.push(packed([4, 0x02014b50], [2, 20], ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), name);
    parts.push(head, name, bytes);
    offset += head.length + name.length + bytes.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = packed([4, 0x06054b50], [2, 0], [2, 0], [2, files.length], [2, files.length], [4, size], [4, offset], [2, 0]);
  return [...parts, ...directory, end];
}

/**
 * The files of a zip. Throws RangeError where it is none, or holds more than `most` bytes.
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {number} most
 * @returns {Promise<Map<string, Uint8Array<ArrayBuffer>>>}
 */
export async function unzip(bytes, most) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== END) end--;
  if (end < 0) throw new RangeError("not a zip");
  /** @type {Map<string, Uint8Array<ArrayBuffer>>} */
  const files = new Map();
  let [place, total] = [view.getUint32(end + 16, true), 0];
  for (let left = view.getUint16(end + 10, true); left; left--) {
    if (view.getUint32(place, true) !== ENTRY) throw new RangeError("not a zip");
    const [method, size, length] = [view.getUint16(place + 10, true), view.getUint32(place + 20, true), view.getUint32(place + 24, true)];
    const [nameLength, extra, comment] = [28, 30, 32].map((at) => view.getUint16(place + at, true));
    const name = new TextDecoder().decode(bytes.subarray(place + 46, place + 46 + nameLength));
    const head = view.getUint32(place + 42, true);
    const start = head + 30 + view.getUint16(head + 26, true) + view.getUint16(head + 28, true);
    total += length;
    if (total > most) throw new RangeError("too large");
    const packed = bytes.slice(start, start + size);
    files.set(name, method === DEFLATED ? await inflated(packed, length) : packed);
    place += 46 + nameLength + extra + comment;
  }
  return files;
}

/** Throws RangeError where it is longer than it says. @param {Uint8Array<ArrayBuffer>} packed @param {number} length */
async function inflated(packed, length) {
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const out = new Uint8Array(length);
  let place = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    if (place + part.value.length > length) throw new RangeError("too large");
    out.set(part.value, place);
    place += part.value.length;
  }
  return out;
}
