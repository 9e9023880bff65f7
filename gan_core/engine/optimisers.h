// Adam, RMSProp and SGD on one vector of weights, in place; the same numbers as torch.optim's.
#pragma once

#define OPTIMISERS(X) X(adam) X(rmsprop) X(sgd)
enum OptimiserKind {
#define X(name) OPTIMISER_##name,
  OPTIMISERS(X)
#undef X
};

// Moments of one network's gradient. The kind and its rates come with every update, so all may change meanwhile.
typedef struct {
  int size, updates;
  float *mean, *square;
} Optimiser;

Optimiser new_optimiser(int size);
void forget_moments(Optimiser *optimiser);

// Adam uses both betas, RMSProp beta2 alone, SGD none.
void update(Optimiser *optimiser, enum OptimiserKind kind, float *theta, const float *gradient, double lr, double beta1, double beta2);
