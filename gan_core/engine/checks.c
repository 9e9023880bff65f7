// What only tests ask for: functions that have a known answer.
#include "memory.h"
#include "objectives.h"
#include "matrix.h"
#include "vectors.h"

#define EXPORT(name) __attribute__((export_name(#name))) name

// Room for `count` numbers.
float *EXPORT(check_memory)(int count) { return allocate(count); }

// values[i] = function(values[i])
void EXPORT(check_function)(int function, float *values, int count) {
  for (int i = 0; i < count; i += 4) {
    Floats x = load(values + i), sine, cosine;
    sine_cosine(x, &sine, &cosine);
    store(values + i, function == 0 ? exponential(x) : function == 1 ? logarithm(x) : function == 2 ? sigmoid(x) : function == 3 ? softplus(x)
                      : function == 4 ? sine : cosine);
    for (int lane = 0; lane < 4 && function == 6; lane++) values[i + lane] = normal_quantile(((float *)&x)[lane]);
  }
}

// Of `count` pairs of logits: slopes by the real and the fake one of D's loss, by the fake one of G's; last both losses.
void EXPORT(check_loss)(int loss, const float *real, const float *fake, int count, float *out) {
  const Objective *objective = objective_of((enum Loss)loss);
  int whole = padded(count);
  discriminator_slopes(objective, real, fake, count, out, out + whole);
  generator_slopes(objective, fake, real, count, out + 2 * whole);
  out[3 * whole] = (float)discriminator_loss(objective, real, fake, count);
  out[3 * whole + 1] = (float)generator_loss(objective, fake, real, count);
}

// out (rows, columns) = left (rows, depth) right (depth, columns), all without padding, columns a multiple of 4; or left' of (depth, rows).
void EXPORT(check_product)(float *left, float *right, float *out, int rows, int depth, int columns, int transposed) {
  Matrix product = {out, rows, columns, columns}, second = {right, depth, columns, columns};
  if (transposed) multiply_transposed(product, (Matrix){left, depth, rows, rows}, second, (Finish){0});
  else multiply(product, (Matrix){left, rows, depth, depth}, second, (Finish){0});
}
