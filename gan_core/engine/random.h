// Random numbers: four xoshiro128++ generators side by side (Blackman and Vigna, doi:10.1145/3460772), one seed and any number of streams.
#pragma once
#include "vectors.h"

typedef struct {
  v128_t state[4];
} Random;

// Streams of one seed do not disturb one another.
void random_start(Random *random, unsigned seed, unsigned stream);

// Four times 32 bits.
v128_t random_bits(Random *random);

// Four numbers in [0, 1), of 24 bits.
Floats random_uniform(Random *random);

// Eight standard normal numbers.
void random_normal(Random *random, Floats *first, Floats *second);

// 32 bits as a whole number in [0, count).
static inline unsigned random_below(unsigned bits, unsigned count) { return (unsigned)((unsigned long long)bits * count >> 32); }
