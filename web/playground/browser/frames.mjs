// A frame as the server packs it (web/playground/frames.py), and the frames that are kept for the time line.

const decoder = new TextDecoder();
const KINDS = { i2: Int16Array, u1: Uint8Array, f4: Float32Array };
const SHORT = 8192; // positions are sent as shorts: so many to one reach of the box
export const KEPT = 400; // frames of one playground

/** {...header, arrays by name}: views on the answer's bytes. Positions (i2) are read by `place`. */
export function unpack(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const { arrays, ...frame } = JSON.parse(decoder.decode(new Uint8Array(buffer, 4, length)));
  let start = 4 + length;
  for (const [name, kind, shape] of arrays) {
    const count = shape.reduce((product, side) => product * side, 1);
    const values = new KINDS[kind](buffer, start, count);
    frame[name] = { values, shape };
    start += Math.ceil(values.byteLength / 4) * 4;
  }
  return frame;
}

/** A position in units of the data. */
export const place = (short, reach) => (short / SHORT) * reach;

/** Frames in the order of their steps, never more than KEPT: every other one is dropped, so that the whole past stays. */
export class Film {
  constructor() {
    this.frames = [];
    this.stride = 1; // every so manyth is kept
    this.seen = 0;
  }

  add(frame) {
    const { frames } = this;
    // the newest is always there; one that came between two kept ones gives way
    if (this.loose) frames.pop();
    frames.push(frame);
    this.loose = this.seen % this.stride !== 0;
    this.seen += 1;
    if (frames.length < KEPT) return;
    this.frames = [...frames.slice(0, -1).filter((_, index) => index % 2 === 0), frame];
    this.stride *= 2;
    this.loose = true;
  }

  get last() { return this.frames.at(-1); }

  /** The newest frame at or before a step. */
  at(step) {
    return this.frames.findLast((frame) => frame.step <= step) ?? this.frames[0];
  }
}
