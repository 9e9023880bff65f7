// The weights of a network in one piece, with their names and shapes in torch's order, so that a checkpoint of either side is the other's.
#pragma once
#include "optimisers.h"
#include "random.h"

enum { MAX_TENSORS = 48, MAX_DIMENSIONS = 4, MAX_NAME = 40 };

// How a tensor of torch's lies in memory: torch counts through `loops`, whose neighbours lie `steps` floats apart.
typedef struct {
  int dimensions, shape[MAX_DIMENSIONS];  // as torch says it
  int loops[MAX_DIMENSIONS], steps[MAX_DIMENSIONS];
} Layout;

typedef struct {
  char name[MAX_NAME];
  Layout layout;
  float *data;
  int floats;  // of the weights that it takes; 0: a running statistic, which nothing learns
} Tensor;

typedef struct {
  int size, taken, count;  // floats in all, floats that have a name so far; tensors
  float *theta, *gradient;
  Tensor tensors[MAX_TENSORS];
  Optimiser optimiser;
} Parameters;

// `floats` of weights that the network will have in all; learning ones get gradients and moments.
void new_parameters(Parameters *parameters, int floats, int learning);

// The next `floats` of the weights, under a name: `prefix`, a number where it is not negative, `suffix`.
float *take_tensor(Parameters *parameters, int floats, const char *prefix, int number, const char *suffix, Layout layout);

// A running statistic of `channels` numbers, 0 for a single one: it lies elsewhere.
void add_statistic(Parameters *parameters, float *data, int channels, const char *prefix, int number, const char *suffix);

static inline float *gradient_of(const Parameters *parameters, const float *weights) {
  return parameters->gradient ? parameters->gradient + (weights - parameters->theta) : 0;
}

// Weights ~ N(mean, deviation).
void start_normal(float *weights, int count, Random *random, float mean, float deviation);

// Which numbers of a tensor: its weights, their gradient, Adam's two moments.
enum Part { PART_weights, PART_gradient, PART_mean, PART_square };

// Copies a tensor in torch's order to or from `numbers`.
void read_part(const Parameters *parameters, const Tensor *tensor, enum Part part, float *numbers);
void write_part(const Parameters *parameters, const Tensor *tensor, enum Part part, const float *numbers);
