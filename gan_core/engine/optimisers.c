#include "optimisers.h"
#include "memory.h"
#include "vectors.h"

static const float TINY = 1e-8f;

Optimiser new_optimiser(int size) { return (Optimiser){size, 0, allocate(size), allocate(size)}; }

void forget_moments(Optimiser *optimiser) {
  optimiser->updates = 0;
  __builtin_memset(optimiser->mean, 0, (unsigned long)optimiser->size * sizeof(float));
  __builtin_memset(optimiser->square, 0, (unsigned long)optimiser->size * sizeof(float));
}

static double power(double base, int exponent) {
  double result = 1;
  for (; exponent; exponent >>= 1, base *= base)
    if (exponent & 1) result *= base;
  return result;
}

void update(Optimiser *optimiser, enum OptimiserKind kind, float *theta, const float *gradient, double lr, double beta1, double beta2) {
  int t = ++optimiser->updates;
  // the moments' bias is taken out of one factor each
  Floats rate = all((float)(kind == OPTIMISER_adam ? lr / (1 - power(beta1, t)) : lr));
  Floats spread = all((float)(kind == OPTIMISER_adam ? 1 / __builtin_sqrt(1 - power(beta2, t)) : 1));
  Floats keep1 = all((float)beta1), take1 = all((float)(1 - beta1)), keep2 = all((float)beta2), take2 = all((float)(1 - beta2));
  for (int i = 0; i < optimiser->size; i += 4) {
    Floats g = load(gradient + i), direction = g;
    if (kind != OPTIMISER_sgd) {
      Floats square = add(mul(keep2, load(optimiser->square + i)), mul(take2, mul(g, g)));
      store(optimiser->square + i, square);
      if (kind == OPTIMISER_adam) {
        direction = add(mul(keep1, load(optimiser->mean + i)), mul(take1, g));
        store(optimiser->mean + i, direction);
      }
      direction = div(direction, add(mul(root(square), spread), all(TINY)));
    }
    store(theta + i, sub(load(theta + i), mul(rate, direction)));
  }
}
