// Functions of four floats at once, with nothing from a mathematical library: every machine gets the same bits.
#pragma once
#include <wasm_simd128.h>

typedef v128_t Floats;  // four of them

static inline Floats all(float value) { return wasm_f32x4_splat(value); }
static inline Floats add(Floats a, Floats b) { return wasm_f32x4_add(a, b); }
static inline Floats sub(Floats a, Floats b) { return wasm_f32x4_sub(a, b); }
static inline Floats mul(Floats a, Floats b) { return wasm_f32x4_mul(a, b); }
static inline Floats div(Floats a, Floats b) { return wasm_f32x4_div(a, b); }
static inline Floats root(Floats a) { return wasm_f32x4_sqrt(a); }
static inline Floats either(Floats condition, Floats yes, Floats no) { return wasm_v128_bitselect(yes, no, condition); }
static inline Floats load(const float *from) { return wasm_v128_load(from); }
static inline void store(float *to, Floats values) { wasm_v128_store(to, values); }

// e^x within 2 units in the last place; x is held within +-87, so the result is neither 0 nor infinite.
Floats exponential(Floats x);

// Natural logarithm of positive numbers, within 2 units in the last place.
Floats logarithm(Floats x);

// log(1 + x) for x in [0, 1], within 4 units in the last place also where x is tiny.
Floats logarithm_1p(Floats x);

// 1 / (1 + e^-x).
Floats sigmoid(Floats x);

// log(1 + e^x).
Floats softplus(Floats x);

// Sine and cosine of `turns` full turns, 0 <= turns < 2^20.
void sine_cosine(Floats turns, Floats *sine, Floats *cosine);

// The same of one number.
float exponential_1(float x);
float logarithm_1(float x);

// x below which a share 0 < p < 1 of the standard normal distribution lies, within 1e-6.
float normal_quantile(float p);
