#include "random.h"

static inline v128_t rotate(v128_t bits, int by) { return wasm_v128_or(wasm_i32x4_shl(bits, by), wasm_u32x4_shr(bits, 32 - by)); }

void random_start(Random *random, unsigned seed, unsigned stream) {
  unsigned long long counter = (unsigned long long)stream << 32 | seed;
  unsigned words[16];
  for (int i = 0; i < 16; i += 2) {  // splitmix64
    unsigned long long mixed = counter += 0x9e3779b97f4a7c15ull;
    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9ull;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebull;
    mixed ^= mixed >> 31;
    words[i] = (unsigned)mixed, words[i + 1] = (unsigned)(mixed >> 32);
  }
  for (int i = 0; i < 4; i++) random->state[i] = wasm_v128_load(words + 4 * i);
}

v128_t random_bits(Random *random) {
  v128_t *s = random->state;
  v128_t result = wasm_i32x4_add(rotate(wasm_i32x4_add(s[0], s[3]), 7), s[0]), shifted = wasm_i32x4_shl(s[1], 9);
  s[2] = wasm_v128_xor(s[2], s[0]);
  s[3] = wasm_v128_xor(s[3], s[1]);
  s[1] = wasm_v128_xor(s[1], s[2]);
  s[0] = wasm_v128_xor(s[0], s[3]);
  s[2] = wasm_v128_xor(s[2], shifted);
  s[3] = rotate(s[3], 11);
  return result;
}

static inline Floats to_uniform(v128_t bits) { return mul(wasm_f32x4_convert_i32x4(wasm_u32x4_shr(bits, 8)), all(0x1p-24f)); }

Floats random_uniform(Random *random) { return to_uniform(random_bits(random)); }

void random_normal(Random *random, Floats *first, Floats *second) {
  Floats share = sub(all(1), random_uniform(random)), sine, cosine;  // never 0; Box and Muller, doi:10.1214/aoms/1177706645
  Floats radius = root(mul(all(-2), logarithm(share)));
  sine_cosine(random_uniform(random), &sine, &cosine);
  *first = mul(radius, cosine), *second = mul(radius, sine);
}
