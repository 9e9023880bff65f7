#include "vectors.h"

// c[0] + x (c[1] + x (c[2] + ...))
static inline Floats polynomial(Floats x, const float *c, int count) {
  Floats sum = all(c[count - 1]);
  for (int i = count - 2; i >= 0; i--) sum = add(mul(sum, x), all(c[i]));
  return sum;
}

Floats exponential(Floats x) {
  // e^x = 2^n e^r with |r| <= ln 2 / 2; ln 2 in two parts, so that n ln 2 is taken off without loss
  static const float C[] = {1, 1, 0.5f, 1.6666665459e-1f, 4.1665795894e-2f, 8.3334519073e-3f, 1.3981999507e-3f, 1.9875691500e-4f};
  x = wasm_f32x4_pmin(wasm_f32x4_pmax(x, all(-87)), all(87));
  Floats n = wasm_f32x4_nearest(mul(x, all(1.44269504088896341f)));
  Floats r = sub(sub(x, mul(n, all(0.693359375f))), mul(n, all(-2.12194440e-4f)));
  v128_t power = wasm_i32x4_shl(wasm_i32x4_add(wasm_i32x4_trunc_sat_f32x4(n), wasm_i32x4_splat(127)), 23);
  return mul(polynomial(r, C, 8), power);
}

Floats logarithm(Floats x) {
  // x = 2^e m with sqrt(1/2) <= m < sqrt(2); log(1 + f) = f - f^2 / 2 + f^3 P(f)
  static const float C[] = {3.3333331174e-1f,  -2.4999993993e-1f, 2.0000714765e-1f, -1.6668057665e-1f, 1.4249322787e-1f,
                            -1.2420140846e-1f, 1.1676998740e-1f,  -1.1514610310e-1f, 7.0376836292e-2f};
  v128_t shifted = wasm_i32x4_sub(x, wasm_i32x4_splat(0x3f3504f3));  // of sqrt(1/2)
  v128_t exponent = wasm_i32x4_shr(shifted, 23);
  Floats f = sub(wasm_i32x4_sub(x, wasm_i32x4_shl(exponent, 23)), all(1)), e = wasm_f32x4_convert_i32x4(exponent);
  Floats squared = mul(f, f), rest = mul(mul(f, squared), polynomial(f, C, 9));
  rest = sub(add(rest, mul(e, all(-2.12194440e-4f))), mul(squared, all(0.5f)));
  return add(add(f, rest), mul(e, all(0.693359375f)));
}

Floats logarithm_1p(Floats x) {
  // what 1 + x lost in rounding is given back as a factor (Kahan)
  Floats sum = add(x, all(1)), kept = sub(sum, all(1));
  return either(wasm_f32x4_eq(kept, all(0)), x, div(mul(logarithm(sum), x), kept));
}

Floats sigmoid(Floats x) {
  Floats small = exponential(wasm_f32x4_neg(wasm_f32x4_abs(x)));
  return div(either(wasm_f32x4_lt(x, all(0)), small, all(1)), add(small, all(1)));
}

Floats softplus(Floats x) {
  return add(wasm_f32x4_pmax(x, all(0)), logarithm_1p(exponential(wasm_f32x4_neg(wasm_f32x4_abs(x)))));
}

void sine_cosine(Floats turns, Floats *sine, Floats *cosine) {
  // quarter turns and what is left, in [-1/8, 1/8] of a turn, where both series are short
  static const float S[] = {6.2831853072f, -41.341702240f, 81.605249277f, -76.705859753f, 42.058693945f};
  static const float C[] = {1, -19.739208802f, 64.939394023f, -85.456817206f, 60.244641372f, -26.426256783f};
  Floats quarters = wasm_f32x4_nearest(mul(turns, all(4)));
  Floats left = sub(turns, mul(quarters, all(0.25f))), squared = mul(left, left);
  Floats s = mul(left, polynomial(squared, S, 5)), c = polynomial(squared, C, 6);
  v128_t quarter = wasm_i32x4_trunc_sat_f32x4(quarters);
  v128_t swapped = wasm_i32x4_ne(wasm_v128_and(quarter, wasm_i32x4_splat(1)), wasm_i32x4_splat(0));
  v128_t lower = wasm_i32x4_shl(wasm_v128_and(quarter, wasm_i32x4_splat(2)), 30);  // the sign bit of the sine
  v128_t left_side = wasm_i32x4_shl(wasm_v128_and(wasm_i32x4_add(quarter, wasm_i32x4_splat(1)), wasm_i32x4_splat(2)), 30);
  *sine = wasm_v128_xor(either(swapped, c, s), lower);
  *cosine = wasm_v128_xor(either(swapped, s, c), left_side);
}

float exponential_1(float x) { return wasm_f32x4_extract_lane(exponential(all(x)), 0); }
float logarithm_1(float x) { return wasm_f32x4_extract_lane(logarithm(all(x)), 0); }

float normal_quantile(float p) {
  // P. J. Acklam's rational approximations: in the middle of (p - 1/2), in the tails of sqrt(-2 log p)
  static const double A[] = {2.506628277459239, -30.66479806614716, 138.3577518672690, -275.9285104469687, 220.9460984245205, -39.69683028665376};
  static const double B[] = {1, -13.28068155288572, 66.80131188771972, -155.6989798598866, 161.5858368580409, -54.47609879822406};
  static const double C[] = {2.938163982698783, 4.374664141464968, -2.549732539343734, -2.400758277161838, -0.3223964580411365, -0.007784894002430293};
  static const double D[] = {1, 3.754408661907416, 2.445134137142996, 0.3224671290700398, 0.007784695709041462};
  double tail = p < 0.5f ? p : 1 - (double)p;
  int central = tail > 0.02425;
  double q = central ? p - 0.5 : __builtin_sqrt(-2.0 * logarithm_1((float)tail)), x = central ? q * q : q;
  const double *upper = central ? A : C, *lower = central ? B : D;
  double above = 0, below = 0;
  for (int i = 5; i >= 0; i--) above = above * x + upper[i];
  for (int i = central ? 5 : 4; i >= 0; i--) below = below * x + lower[i];
  return (float)(central ? q * above / below : (p < 0.5f ? 1 : -1) * above / below);
}
