// From a seed to samples of z: the numbers of NumPy's default_rng(seed).standard_normal, so that the same seed is the same picture here, on the
// server and in Python. SeedSequence (M. E. O'Neill's seed_seq design) seeds PCG64 (XSL RR 128/64, O'Neill 2014), whose 32-bit halves
// Marsaglia and Tsang's ziggurat (2000) of 256 layers turns into normal numbers.

const MASK_64 = (1n << 64n) - 1n;
const MASK_128 = (1n << 128n) - 1n;
const MULTIPLIER = 0x2360ed051fc65da44385df649fccf645n;

/**
 * Eight well-mixed 32-bit words of a seed.
 * @param {number} seed whole, 0 to 2^32 - 1
 */
function seedWords(seed) {
  let constant = 0x43b0d7e5;
  const hash = (/** @type {number} */ value, /** @type {number} */ factor) => {
    const mixed = value ^ constant;
    constant = Math.imul(constant, factor);
    const product = Math.imul(mixed, constant);
    return product ^ (product >>> 16);
  };
  const pool = [seed, 0, 0, 0].map((word) => hash(word, 0x931e8875));
  for (let from = 0; from < 4; from++) {
    for (let to = 0; to < 4; to++) {
      if (from === to) continue;
      const mixed = (Math.imul(0xca01f9dd, pool[to]) - Math.imul(0x4973f715, hash(pool[from], 0x931e8875))) | 0;
      pool[to] = mixed ^ (mixed >>> 16);
    }
  }
  constant = 0x8b51f9dd;
  return Array.from({ length: 8 }, (_, index) => BigInt(hash(pool[index % 4], 0x58f38ded) >>> 0));
}

/**
 * A stream of 32-bit words.
 * @param {number} seed
 * @returns {() => number}
 */
function makeWords(seed) {
  const words = seedWords(seed);
  const wide = (/** @type {number} */ first) =>
    (words[first + 1] << 96n) | (words[first] << 64n) | (words[first + 3] << 32n) | words[first + 2];
  const increment = ((wide(4) << 1n) | 1n) & MASK_128;
  const step = (/** @type {bigint} */ from) => (from * MULTIPLIER + increment) & MASK_128;
  let state = step((increment + wide(0)) & MASK_128);
  /** @type {number | undefined} */
  let upper;
  return () => {
    if (upper !== undefined) {
      const word = upper;
      upper = undefined;
      return word;
    }
    state = step(state);
    const folded = (state >> 64n) ^ (state & MASK_64);
    const turn = state >> 122n;
    const word = ((folded >> turn) | (folded << (64n - turn))) & MASK_64;
    upper = Number(word >> 32n);
    return Number(word & 0xffffffffn);
  };
}

const LAYERS = 256;
const TAIL = 3.6541528853610088; // where the lowest layer's rectangle ends
const AREA = 0.00492867323399; // of each layer
const UNITS = 2 ** 23; // a word's 23 bits choose a place within its layer
const density = (/** @type {number} */ x) => Math.exp(-0.5 * x * x);

const ziggurat = (() => {
  const width = new Float32Array(LAYERS); // of a unit
  const height = new Float32Array(LAYERS);
  const inside = new Float64Array(LAYERS); // below so many units a place lies under the density
  const base = AREA / density(TAIL);
  [width[0], height[0], inside[0]] = [base / UNITS, 1, Math.floor((TAIL / base) * UNITS)];
  [width[LAYERS - 1], height[LAYERS - 1]] = [TAIL / UNITS, density(TAIL)];
  let outer = TAIL;
  for (let layer = LAYERS - 2; layer >= 1; layer--) {
    const edge = Math.sqrt(-2 * Math.log(AREA / outer + density(outer)));
    inside[layer + 1] = Math.floor((edge / outer) * UNITS);
    [width[layer], height[layer]] = [edge / UNITS, density(edge)];
    outer = edge;
  }
  return { width, height, inside };
})();

/**
 * `n` draws of z ~ N(0, I), one after the other: float32 (n * latentDim).
 * @param {number} seed whole, 0 to 2^32 - 1
 * @param {number} n
 * @param {number} latentDim
 */
export function zFromSeed(seed, n, latentDim) {
  const word = makeWords(seed);
  const uniform = () => (word() >>> 8) / 2 ** 24;
  const { width, height, inside } = ziggurat;
  const normal = () => {
    for (;;) {
      const bits = word();
      const layer = bits & 255;
      const place = bits >>> 9;
      const x = Math.fround(place * width[layer]) * (bits & 256 ? -1 : 1);
      if (place < inside[layer]) return x;
      if (layer === 0) {
        for (;;) {
          const beyond = -Math.log1p(-uniform()) / TAIL;
          const other = -Math.log1p(-uniform());
          if (2 * other > beyond * beyond) return place & 256 ? -(TAIL + beyond) : TAIL + beyond;
        }
      }
      if ((height[layer - 1] - height[layer]) * uniform() + height[layer] < density(x)) return x;
    }
  };
  return Float32Array.from({ length: n * latentDim }, normal);
}
