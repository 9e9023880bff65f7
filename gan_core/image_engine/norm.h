// Batch norm, each class with a scale and a shift of its own where there are classes (arXiv:1502.03167, arXiv:1610.07629).
#pragma once

enum { MAX_CHANNELS = 256 };

typedef struct {
  int channels, classes;  // 1 without classes
  float *scale, *shift, *scale_gradient, *shift_gradient;  // (classes, channels)
  float mean[MAX_CHANNELS], variance[MAX_CHANNELS];        // running ones, for evaluation
  float batches;
} Norm;

// What one batch leaves behind for its way back.
typedef struct {
  float *normed;  // as large as the maps
  float *inverse;  // (channels) 1 / standard deviation
} NormPass;

NormPass new_norm_pass(int count, int channels);

// In place; `labels` (images), 0 without classes. Training: by the batch's own mean and variance, which the running ones follow.
void normalise(Norm *norm, NormPass *pass, float *maps, int images, int cells, const int *labels, int training);

// Scale and shift of class weights, rows (images, classes), in evaluation: labels may be blends.
void normalise_blend(const Norm *norm, float *maps, int images, int cells, const float *weights, int stride);

// In place, from d(.)/d(results) to d(.)/d(maps); `learning` adds the gradients of scale and shift.
void normalise_back(const Norm *norm, const NormPass *pass, float *deltas, int images, int cells, const int *labels, int learning);
