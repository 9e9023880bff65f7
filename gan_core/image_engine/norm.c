#include "norm.h"
#include "maps.h"
#include "memory.h"

static const float TINY = 1e-5f, MOMENTUM = 0.1f;

NormPass new_norm_pass(int count, int channels) { return (NormPass){allocate(count), allocate(channels)}; }

// out (channels) = the mean over all cells of (maps - centre)^2, or of maps without a centre.
static void mean_of(float *out, const float *maps, const float *centre, int images, int cells, int channels) {
  int mark = memory_mark();
  float *part = allocate(channels);
  for (int c = 0; c < channels; c++) out[c] = 0;
  for (int n = 0; n < images; n++) {  // a partial sum an image keeps the rounding small
    for (int c = 0; c < channels; c += 4) store(part + c, all(0));
    for (int cell = 0; cell < cells; cell++, maps += channels)
      for (int c = 0; c < channels; c += 4) {
        Floats x = load(maps + c), off = centre ? sub(x, load(centre + c)) : x;
        store(part + c, add(load(part + c), centre ? mul(off, off) : off));
      }
    for (int c = 0; c < channels; c += 4) store(out + c, add(load(out + c), load(part + c)));
  }
  Floats share = all(1.0f / (float)(images * cells));
  for (int c = 0; c < channels; c += 4) store(out + c, mul(load(out + c), share));
  memory_release(mark);
}

static void follow(Norm *norm, const float *mean, const float *variance, int count) {
  float unbiased = (float)count / (float)(count - 1);
  for (int c = 0; c < norm->channels; c++) {
    norm->mean[c] += MOMENTUM * (mean[c] - norm->mean[c]);
    norm->variance[c] += MOMENTUM * (variance[c] * unbiased - norm->variance[c]);
  }
  norm->batches++;
}

void normalise(Norm *norm, NormPass *pass, float *maps, int images, int cells, const int *labels, int training) {
  int channels = norm->channels, mark = memory_mark();
  float *batch = allocate(2 * channels), *mean = norm->mean, *variance = norm->variance;
  if (training) {
    mean = batch, variance = batch + channels;
    mean_of(mean, maps, 0, images, cells, channels);
    mean_of(variance, maps, mean, images, cells, channels);
    follow(norm, mean, variance, images * cells);
  }
  for (int c = 0; c < channels; c += 4) store(pass->inverse + c, div(all(1), root(add(load(variance + c), all(TINY)))));
  for (int n = 0; n < images; n++) {
    int row = labels && norm->classes > 1 ? labels[n] * channels : 0;
    for (int cell = 0; cell < cells; cell++)
      for (int c = 0; c < channels; c += 4) {
        long i = ((long)n * cells + cell) * channels + c;
        Floats x = mul(sub(load(maps + i), load(mean + c)), load(pass->inverse + c));
        store(pass->normed + i, x);
        store(maps + i, add(mul(x, load(norm->scale + row + c)), load(norm->shift + row + c)));
      }
  }
  memory_release(mark);
}

void normalise_blend(const Norm *norm, float *maps, int images, int cells, const float *weights, int stride) {
  int channels = norm->channels, mark = memory_mark();
  float *by = allocate(channels), *plus = allocate(channels);
  for (int n = 0; n < images; n++, weights += stride) {
    for (int c = 0; c < channels; c++) {
      float scale = norm->classes > 1 ? 0 : norm->scale[c], shift = norm->classes > 1 ? 0 : norm->shift[c];
      for (int k = 0; k < norm->classes && norm->classes > 1; k++) {
        scale += weights[k] * norm->scale[k * channels + c];
        shift += weights[k] * norm->shift[k * channels + c];
      }
      by[c] = scale / __builtin_sqrtf(norm->variance[c] + TINY);
      plus[c] = shift - norm->mean[c] * by[c];
    }
    for (int cell = 0; cell < cells; cell++, maps += channels)
      for (int c = 0; c < channels; c += 4) store(maps + c, add(mul(load(maps + c), load(by + c)), load(plus + c)));
  }
  memory_release(mark);
}

void normalise_back(const Norm *norm, const NormPass *pass, float *deltas, int images, int cells, const int *labels, int learning) {
  int channels = norm->channels, mark = memory_mark();
  float *means = allocate(2 * channels), *part = allocate(2 * channels);  // of d(x_hat), of d(x_hat) x_hat; the same of one image, unscaled
  for (int n = 0; n < images; n++) {
    int row = labels && norm->classes > 1 ? labels[n] * channels : 0;
    for (int c = 0; c < 2 * channels; c += 4) store(part + c, all(0));
    for (int cell = 0; cell < cells; cell++)
      for (int c = 0; c < channels; c += 4) {
        long i = ((long)n * cells + cell) * channels + c;
        Floats delta = load(deltas + i);
        store(part + c, add(load(part + c), delta));
        store(part + channels + c, add(load(part + channels + c), mul(delta, load(pass->normed + i))));
        store(deltas + i, mul(delta, load(norm->scale + row + c)));
      }
    for (int c = 0; c < channels; c += 4) {
      Floats shift = load(part + c), scale = load(part + channels + c), by = load(norm->scale + row + c);
      if (learning) {
        store(norm->shift_gradient + row + c, add(load(norm->shift_gradient + row + c), shift));
        store(norm->scale_gradient + row + c, add(load(norm->scale_gradient + row + c), scale));
      }
      store(means + c, add(load(means + c), mul(shift, by)));
      store(means + channels + c, add(load(means + channels + c), mul(scale, by)));
    }
  }
  Floats share = all(1.0f / (float)(images * cells));
  for (int c = 0; c < 2 * channels; c += 4) store(means + c, mul(load(means + c), share));
  for (long cell = 0; cell < (long)images * cells; cell++)
    for (int c = 0; c < channels; c += 4) {
      long i = cell * channels + c;
      Floats centred = sub(sub(load(deltas + i), load(means + c)), mul(load(pass->normed + i), load(means + channels + c)));
      store(deltas + i, mul(centred, load(pass->inverse + c)));
    }
  memory_release(mark);
}
