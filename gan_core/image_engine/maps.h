// Maps of channels, image after image, row after row, channels last; and the two convolutions between a map and one of half its side.
#pragma once
#include "matrix.h"
#include "random.h"

enum { KERNEL = 4, TAPS = KERNEL * KERNEL };  // 4 x 4, stride 2, padding 1

// A convolution that halves a map, or the transposed one that doubles it: the same weights, read either way. Weights have a row for every
// tap (ky, kx) and channel of the larger map, a column for every channel of the smaller one, a multiple of 4.
typedef struct {
  int side, big, small;  // side of the larger map; channels of either
  Matrix weights, gradient, turned, patches;
} Link;

// The link of weights and gradients that are already somewhere.
Link new_link(int side, int big, int small, float *weights, float *gradient);

// After every change of the weights.
void turn_link(Link *link);

// Smaller maps from larger ones, + bias (of channels) where there is one: the convolution; of gradients, the way back through the transposed one.
void halve(const Link *link, float *small, const float *big, int images, const float *bias);

// Larger maps from smaller ones: the transposed convolution; of gradients, the way back through the convolution.
void grow(const Link *link, float *big, const float *small, int images, const float *bias);

// Adds the gradient of the weights: that of the result belongs to the smaller map of a convolution, to the larger one of a transposed.
void learn_link(const Link *link, const float *big, const float *small, int images);

// sums (channels) += every cell of maps; a partial sum an image keeps the rounding small.
void add_cells(float *sums, const float *maps, int images, int cells, int channels);

// max(x, slope x), and the way back, from its results.
void rectify(float *maps, int count, float slope);
void rectify_back(float *deltas, const float *maps, int count, float slope);

// tanh, and the way back, from its results.
void squash(float *maps, int count);
void squash_back(float *deltas, const float *maps, int count);
