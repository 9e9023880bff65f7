// A network in the visitor's browser: a generator draws the same picture as the server's, without the server, and any network shows what
// each of its layers puts out. What a network file holds is described in steps.py, which writes it.

const KERNEL = new URL("kernel.wasm", import.meta.url);
const PAGE = 65536;

/**
 * @typedef {{image: {channels: number, height: number, width: number}, classes: unknown[], labelled: boolean, half: boolean,
 *   sizes: number[], buffer: number, patches: number, wide: number, steps: Step[]} & Record<string, any>} Header what steps.py wrote
 * @typedef {{op: string} & Record<string, any>} Step one step of the network, with the sizes and the numbers of the tensors it takes
 * @typedef {{start: number, tensors: number[], buffers: number[], patches: number, end: number}} Places
 * @typedef {Record<string, (...numbers: number[]) => void>} Kernel functions of kernel.c, which take addresses in bytes
 */

/**
 * The network in `bytes` (ArrayBuffer). `kernel` is the compiled kernel's bytes; without them they are fetched from beside this module.
 * @param {ArrayBuffer} bytes
 * @param {BufferSource | undefined} [kernel]
 */
export async function loadGenerator(bytes, kernel = undefined) {
  const { header, tensors } = unpack(bytes);
  const places = layOut(header, tensors);
  const memory = new WebAssembly.Memory({ initial: Math.ceil((places.end * 4) / PAGE) + 2 });
  const source = kernel ?? (await (await fetch(KERNEL)).arrayBuffer());
  const { instance } = await WebAssembly.instantiate(source, { env: { memory } });
  const floats = new Float32Array(memory.buffer, places.start * 4);
  tensors.forEach((tensor, index) => {
    floats.set(tensor, places.tensors[index]);
  });
  return makeGenerator(header, floats, places, /** @type {any} */ (instance.exports));
}

/**
 * What a network file holds; of one whose second half is not here yet, numbers as near as the first half says.
 * @param {ArrayBuffer} bytes
 * @returns {{header: Header, tensors: Float32Array[]}}
 */
export function unpack(bytes) {
  const { header, start, count } = measure(bytes);
  const low = bytes.byteLength < start + 2 * count ? new Uint8Array(count).fill(0x80) : new Uint8Array(bytes, start + count, count);
  const numbers = header.half ? fromHalf(new Uint8Array(bytes, start, count), low) : new Float32Array(bytes, start, count);
  let offset = 0;
  const tensors = header.sizes.map((size) => {
    offset += size;
    return numbers.subarray(offset - size, offset);
  });
  return { header, tensors };
}

/**
 * How many bytes of a network file suffice for a coarse picture, as far as its beginning tells: with fewer of them, how many to ask with again.
 * @param {ArrayBuffer} beginning
 */
export function coarseLength(beginning) {
  if (beginning.byteLength < 4) return 4;
  const length = 4 + new DataView(beginning).getUint32(0, true);
  if (beginning.byteLength < length) return length;
  const { header, start, count } = measure(beginning);
  return start + count * (header.half ? 1 : 4);
}

/**
 * The header, where the numbers start, and how many there are.
 * @param {ArrayBuffer} bytes
 * @returns {{header: Header, start: number, count: number}}
 */
function measure(bytes) {
  const length = new DataView(bytes).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length)));
  return {
    header,
    start: 4 + length,
    count: header.sizes.reduce((/** @type {number} */ sum, /** @type {number} */ size) => sum + size, 0),
  };
}

// A half's bits, moved to a single's places, have an exponent too small by 127 - 15
const REBIAS = 2 ** 112;

/**
 * IEEE half precision, finite, to single.
 * @param {Uint8Array} high
 * @param {Uint8Array} low
 */
function fromHalf(high, low) {
  const bits = new Uint32Array(high.length);
  for (let index = 0; index < bits.length; index++)
    bits[index] = ((high[index] & 0x80) << 24) | ((((high[index] & 0x7f) << 8) | low[index]) << 13);
  const values = new Float32Array(bits.buffer);
  for (let index = 0; index < values.length; index++) values[index] *= REBIAS;
  return values;
}

/**
 * Where everything lies in the kernel's memory, counted in floats: tensors, then two buffers that take turns, and one for patches.
 * @param {Header} header
 * @param {Float32Array[]} tensors
 * @returns {Places}
 */
function layOut(header, tensors) {
  const start = 32_768; // the kernel's own stack lies below
  let end = 0;
  const take = (/** @type {number} */ size) => {
    const place = end;
    end += Math.ceil(size / 4) * 4;
    return place;
  };
  const places = tensors.map((tensor) => take(tensor.length));
  const buffers = [take(header.buffer), take(header.buffer)];
  const patches = take(header.patches);
  return { start, tensors: places, buffers, patches, end: start + end };
}

/**
 * What carries the steps out; `now` is where the values are.
 * @param {Float32Array} floats the kernel's memory from `start` on
 * @param {Places} places
 * @param {Kernel} kernel
 */
function makeSteps(floats, { start, tensors, buffers, patches }, kernel) {
  const address = (/** @type {number} */ place) => (start + place) * 4;
  const tensor = (/** @type {number} */ index) => tensors[index];
  let current = 0; // which buffer holds the values
  const now = () => buffers[current];
  const other = () => buffers[1 - current];

  /**
   * weights (classes) times a table (classes x size) into `out`.
   * @type {(weights: ArrayLike<number>, table: number, size: number, out: number) => void}
   */
  const blend = (weights, table, size, out) => {
    floats.fill(0, out, out + size);
    Array.from(weights).forEach((weight, row) => {
      if (weight) for (let i = 0; i < size; i++) floats[out + i] += weight * floats[table + row * size + i];
    });
  };

  /** @type {Record<string, (step: Record<string, any>, weights: ArrayLike<number>) => void>} */
  const does = {
    // values (inputs) -> (outputs)
    linear({ inputs, outputs, weight, bias }) {
      kernel.multiply(address(now()), address(tensor(weight)), address(other()), 1, inputs, outputs);
      current = 1 - current;
      if (bias !== null) for (let i = 0; i < outputs; i++) floats[now() + i] += floats[tensor(bias) + i];
    },
    // every channel (a row of `wide` values) scaled and shifted, as its class wants it
    affine({ rows, wide, scale, shift }, weights) {
      blend(weights, tensor(scale), rows, patches);
      blend(weights, tensor(shift), rows, patches + rows);
      for (let row = 0; row < rows; row++) {
        const [by, plus, first] = [floats[patches + row], floats[patches + rows + row], now() + row * wide];
        for (let i = first; i < first + wide; i++) floats[i] = floats[i] * by + plus;
      }
    },
    rectify({ size, slope }) {
      const first = now();
      for (let i = first; i < first + size; i++) if (floats[i] < 0) floats[i] *= slope;
    },
    // the label drawn as one more channel
    append({ at, wide, maps }, weights) {
      blend(weights, tensor(maps), wide, now() + at);
    },
    // transposed convolution: patches = weight^T maps, then added up where they overlap
    up({ inputs, outputs, side, wide, grown, grownWide, kernel: size, stride, padding, weight, bias }) {
      kernel.multiply(address(tensor(weight)), address(now()), address(patches), outputs * size * size, inputs, wide);
      current = 1 - current;
      for (let c = 0; c < outputs; c++)
        floats.fill(bias === null ? 0 : floats[tensor(bias) + c], now() + c * grownWide, now() + (c + 1) * grownWide);
      kernel.scatter(address(patches), address(now()), outputs, side, wide, size, stride, padding, grown, grownWide);
    },
    // convolution: weight times the patches below the kernel
    down(step) {
      const { inputs, outputs, kernel: size, shrunkWide, weight, bias } = step;
      cut(step, floats, now(), patches);
      kernel.multiply(address(tensor(weight)), address(patches), address(other()), outputs, inputs * size * size, shrunkWide);
      current = 1 - current;
      if (bias === null) return;
      for (let c = 0; c < outputs; c++) {
        const first = now() + c * shrunkWide;
        for (let i = first; i < first + shrunkWide; i++) floats[i] += floats[tensor(bias) + c];
      }
    },
    // the largest of the cells below the kernel
    pool({ rows, side, wide, shrunk, shrunkWide, kernel: size }) {
      const [from, out] = [now(), other()];
      for (let c = 0; c < rows; c++)
        for (let y = 0; y < shrunk; y++)
          for (let x = 0; x < shrunk; x++) {
            let largest = -Infinity;
            for (let u = 0; u < size; u++)
              for (let v = 0; v < size; v++) largest = Math.max(largest, floats[from + c * wide + (y * size + u) * side + x * size + v]);
            floats[out + c * shrunkWide + y * shrunk + x] = largest;
          }
      current = 1 - current;
    },
    // D's last layer: its own share, the label's (the projection), and their sum
    logit({ inputs, weight, bias, projection }, weights) {
      const product = (/** @type {number} */ table) => {
        let sum = 0;
        for (let i = 0; i < inputs; i++) sum += floats[now() + i] * floats[table + i];
        return sum;
      };
      const own = product(tensor(weight)) + floats[tensor(bias)];
      let labels = 0;
      if (projection !== null) {
        blend(weights, tensor(projection), inputs, patches);
        labels = product(patches);
      }
      floats.set([own, labels, own + labels], other());
      current = 1 - current;
    },
  };

  const restart = () => {
    current = 0;
  };
  return { does, now, restart };
}

/**
 * @param {Header} header
 * @param {Float32Array} floats the kernel's memory from `start` on
 * @param {Places} places
 * @param {Kernel} kernel
 */
function makeGenerator(header, floats, places, kernel) {
  const { does, now, restart } = makeSteps(floats, places, kernel);
  const { channels, height, width } = header.image;
  /** @type {(input: ArrayLike<number>, weights: ArrayLike<number>, seen?: (step: Step) => void) => void} */
  const run = (input, weights, seen) => {
    restart();
    floats.set(input, now());
    if (header.labelled) floats.set(weights, now() + input.length);
    for (const step of header.steps) {
      does[step.op](step, header.classes.length ? weights : [1]);
      seen?.(step);
    }
  };

  return {
    header,
    /**
     * A tensor of the network, by its number.
     * @param {number} index
     */
    tensor: (index) => floats.subarray(places.tensors[index], places.tensors[index] + header.sizes[index]),
    /**
     * What every step puts out: maps as C rows of `wide` numbers.
     * @param {ArrayLike<number>} input z, or a picture as rows
     * @param {ArrayLike<number>} [weights] of the classes
     * @returns {Float32Array[]}
     */
    trace(input, weights = []) {
      /** @type {Float32Array[]} */
      const outputs = [];
      run(input, weights, (step) => outputs.push(floats.slice(now(), now() + lengthOf(step))));
      return outputs;
    },
    /**
     * The picture of z (latentDim) and class weights (classes): Uint8ClampedArray (height * width * 4), RGBA as a canvas wants it; an unconditional one asks for no weights.
     * @param {ArrayLike<number>} z
     * @param {ArrayLike<number>} [weights]
     */
    draw(z, weights = []) {
      run(z, weights);
      const pixels = new Uint8ClampedArray(height * width * 4).fill(255);
      for (let c = 0; c < 3; c++) {
        const plane = now() + (channels === 3 ? c : 0) * header.wide;
        for (let i = 0; i < height * width; i++) pixels[4 * i + c] = (Math.tanh(floats[plane + i]) + 1) * 127.5; // the array rounds
      }
      return pixels;
    },
  };
}

/**
 * The patches below a convolution's kernel, one row for each of its numbers, from the maps at `from` to `out`; what lies outside of the map is 0.
 * @param {Record<string, any>} step
 * @param {Float32Array} floats
 * @param {number} from
 * @param {number} out
 */
function cut({ inputs, side, wide, shrunk, shrunkWide, kernel: size, stride, padding }, floats, from, out) {
  for (let c = 0; c < inputs; c++)
    for (let u = 0; u < size; u++)
      for (let v = 0; v < size; v++, out += shrunkWide) {
        floats.fill(0, out, out + shrunkWide);
        for (let y = 0; y < shrunk; y++) {
          const row = y * stride - padding + u;
          if (row < 0 || row >= side) continue;
          for (let x = 0; x < shrunk; x++) {
            const column = x * stride - padding + v;
            if (column >= 0 && column < side) floats[out + y * shrunk + x] = floats[from + c * wide + row * side + column];
          }
        }
      }
}

/**
 * How many numbers a step puts out.
 * @param {Step} step
 * @returns {number}
 */
function lengthOf(step) {
  switch (step.op) {
    case "linear":
      return step.outputs;
    case "up":
      return step.outputs * step.grownWide;
    case "down":
      return step.outputs * step.shrunkWide;
    case "pool":
      return step.rows * step.shrunkWide;
    case "affine":
      return step.rows * step.wide;
    case "append":
      return step.at + step.wide;
    case "logit":
      return 3;
    default:
      return step.size;
  }
}
