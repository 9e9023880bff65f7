// @ts-nocheck a library takes its place
// An animated GIF, written byte by byte (GIF89a): one palette for all frames, LZW, for ever in a loop.

const COLOURS = 256;

/** `frames`: ImageData of one size; `delay` of each in hundredths of a second. */
export function encodeGif(frames, delay) {
  const { width, height } = frames[0];
  const palette = choose(frames);
  const bytes = new Bytes();
  bytes.text("GIF89a").short(width).short(height).put(0xf7, 0, 0);
  for (let index = 0; index < COLOURS; index++) bytes.put(...(palette.colours[index] ?? [0, 0, 0]));
  bytes.put(0x21, 0xff, 11).text("NETSCAPE2.0").put(3, 1, 0, 0, 0);
  for (const frame of frames) {
    bytes.put(0x21, 0xf9, 4, 0).short(delay).put(0, 0);
    bytes.put(0x2c).short(0).short(0).short(width).short(height).put(0);
    compress(palette.indices(frame), bytes);
  }
  return bytes.put(0x3b).all();
}

/** The most frequent colours, of 5 bits a part; every other colour takes the nearest of them. */
function choose(frames) {
  const key = (data, at) => ((data[at] >> 3) << 10) | ((data[at + 1] >> 3) << 5) | (data[at + 2] >> 3);
  const counts = new Uint32Array(1 << 15);
  for (const { data } of frames) for (let at = 0; at < data.length; at += 4) counts[key(data, at)] += 1;
  const frequent = [...counts.keys()].filter((one) => counts[one]).sort((one, other) => counts[other] - counts[one]).slice(0, COLOURS);
  const colours = frequent.map((one) => [one >> 10, (one >> 5) & 31, one & 31].map((part) => Math.round((part * 255) / 31)));
  const known = new Int16Array(1 << 15).fill(-1);
  const nearest = (one) => {
    const parts = [one >> 10, (one >> 5) & 31, one & 31].map((part) => (part * 255) / 31);
    let best = 0;
    let least = Infinity;
    colours.forEach((colour, index) => {
      const far = colour.reduce((sum, part, side) => sum + (part - parts[side]) ** 2, 0);
      if (far < least) [best, least] = [index, far];
    });
    return best;
  };
  const indices = ({ data }) => {
    const out = new Uint8Array(data.length / 4);
    for (let index = 0; index < out.length; index++) {
      const one = key(data, 4 * index);
      if (known[one] < 0) known[one] = nearest(one);
      out[index] = known[one];
    }
    return out;
  };
  return { colours, indices };
}

/** LZW with codes of 9 to 12 bits, in blocks of 255 bytes. */
function compress(indices, bytes) {
  const [clear, end] = [COLOURS, COLOURS + 1];
  let table = new Map();
  let size = 9;
  let next = end + 1;
  let held = 0;
  let bits = 0;
  let block = [];
  const flush = () => {
    if (block.length) bytes.put(block.length, ...block);
    block = [];
  };
  const write = (code) => {
    held |= code << bits;
    bits += size;
    while (bits >= 8) {
      block.push(held & 255);
      held >>= 8;
      bits -= 8;
      if (block.length === 255) flush();
    }
  };
  bytes.put(8);
  write(clear);
  let prefix = indices[0];
  for (let place = 1; place < indices.length; place++) {
    const key = prefix * COLOURS + indices[place];
    const code = table.get(key);
    if (code !== undefined) {
      prefix = code;
      continue;
    }
    write(prefix);
    if (next < 4096) {
      if (next === 1 << size) size += 1;
      table.set(key, next);
      next += 1;
    } else {
      write(clear);
      table = new Map();
      size = 9;
      next = end + 1;
    }
    prefix = indices[place];
  }
  write(prefix);
  if (next === 1 << size && size < 12) size += 1;
  write(end);
  if (bits) block.push(held & 255);
  flush();
  bytes.put(0);
}

class Bytes {
  constructor() {
    this.content = new Uint8Array(1 << 16);
    this.length = 0;
  }

  put(...values) {
    if (this.length + values.length > this.content.length) {
      const larger = new Uint8Array(2 * this.content.length);
      larger.set(this.content);
      this.content = larger;
    }
    this.content.set(values, this.length);
    this.length += values.length;
    return this;
  }

  short(value) { return this.put(value & 255, value >> 8); }

  text(letters) { return this.put(...Array.from(letters, (letter) => letter.charCodeAt(0))); }

  all() { return this.content.slice(0, this.length); }
}
