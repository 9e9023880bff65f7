#include "maps.h"
#include "memory.h"

enum { CHUNK_CELLS = 196 };  // rows of patches at once: they stay in the cache between two products

static int cells_of(const Link *link) { return (link->side / 2) * (link->side / 2); }
static int chunk_of(const Link *link) { return cells_of(link) < CHUNK_CELLS ? CHUNK_CELLS / cells_of(link) : 1; }

Link new_link(int side, int big, int small, float *weights, float *gradient) {
  Link link = {.side = side, .big = big, .small = small};
  link.weights = (Matrix){weights, TAPS * big, small, small};
  link.gradient = (Matrix){gradient, TAPS * big, small, small};
  link.turned = new_matrix(small, TAPS * big);
  link.patches = new_matrix(chunk_of(&link) * cells_of(&link), TAPS * big);
  return link;
}

void turn_link(Link *link) { transpose(link->turned, link->weights); }

static inline void copy(float *to, const float *from, int count) {
  int i = 0;
  for (; i + 4 <= count; i += 4) store(to + i, load(from + i));
  for (; i < count; i++) to[i] = from[i];
}

static inline void accumulate(float *to, const float *from, int count) {
  int i = 0;
  for (; i + 4 <= count; i += 4) store(to + i, add(load(to + i), load(from + i)));
  for (; i < count; i++) to[i] += from[i];
}

// The taps of one row of the kernel lie side by side in the larger map; those left and right of it are cut off.
typedef struct {
  int place, skip, count;  // of floats: where in the map, how many of the row are before it, how many are in it; count 0: the row is outside
} Taps;

static inline Taps taps_at(const Link *link, int image, int y, int x, int ky) {
  int side = link->side, row = 2 * y - 1 + ky, first = 2 * x - 1;
  int low = first < 0 ? -first : 0, high = first + KERNEL > side ? side - first : KERNEL;
  if (row < 0 || row >= side) return (Taps){0, 0, 0};
  return (Taps){((image * side + row) * side + first + low) * link->big, low * link->big, (high - low) * link->big};
}

static void gather(const Link *link, const float *big, int images) {
  int half = link->side / 2, run = KERNEL * link->big;
  float *to = link->patches.data;
  for (int n = 0; n < images; n++)
    for (int y = 0; y < half; y++)
      for (int x = 0; x < half; x++)
        for (int ky = 0; ky < KERNEL; ky++, to += run) {
          Taps taps = taps_at(link, n, y, x, ky);
          if (taps.count < run)
            for (int i = 0; i < run; i += 4) store(to + i, all(0));
          copy(to + taps.skip, big + taps.place, taps.count);
        }
}

static void scatter(const Link *link, float *big, int images) {
  int half = link->side / 2, run = KERNEL * link->big;
  const float *from = link->patches.data;
  for (int n = 0; n < images; n++)
    for (int y = 0; y < half; y++)
      for (int x = 0; x < half; x++)
        for (int ky = 0; ky < KERNEL; ky++, from += run) {
          Taps taps = taps_at(link, n, y, x, ky);
          accumulate(big + taps.place, from + taps.skip, taps.count);
        }
}

// Where the chunk that begins with an image lies in either map, and its patches.
typedef struct {
  int images;
  long big;
  Matrix small, patches;
} Chunk;

static Chunk chunk_at(const Link *link, const float *small, int image, int images) {
  int count = images - image < chunk_of(link) ? images - image : chunk_of(link), rows = count * cells_of(link);
  Matrix maps = {(float *)small + (long)image * cells_of(link) * link->small, rows, link->small, link->small};
  return (Chunk){count, (long)image * link->side * link->side * link->big, maps, rows_of(link->patches, 0, rows)};
}

void halve(const Link *link, float *small, const float *big, int images, const float *bias) {
  for (int image = 0; image < images; image += chunk_of(link)) {
    Chunk chunk = chunk_at(link, small, image, images);
    gather(link, big + chunk.big, chunk.images);
    multiply(chunk.small, chunk.patches, link->weights, (Finish){.bias = bias});
  }
}

void grow(const Link *link, float *big, const float *small, int images, const float *bias) {
  int channels = link->big, size = link->side * link->side * channels;
  if (bias)
    for (int i = 0; i < images * size; i++) big[i] = bias[i % channels];
  else
    __builtin_memset(big, 0, (unsigned long)(images * size) * sizeof(float));
  for (int image = 0; image < images; image += chunk_of(link)) {
    Chunk chunk = chunk_at(link, small, image, images);
    multiply(chunk.patches, chunk.small, link->turned, (Finish){0});
    scatter(link, big + chunk.big, chunk.images);
  }
}

void learn_link(const Link *link, const float *big, const float *small, int images) {
  for (int image = 0; image < images; image += chunk_of(link)) {
    Chunk chunk = chunk_at(link, small, image, images);
    gather(link, big + chunk.big, chunk.images);
    multiply_transposed(link->gradient, chunk.patches, chunk.small, (Finish){.add = 1});
  }
}

void add_cells(float *sums, const float *maps, int images, int cells, int channels) {
  int mark = memory_mark();
  float *part = allocate(channels);
  for (int n = 0; n < images; n++) {
    __builtin_memset(part, 0, (unsigned long)channels * sizeof(float));
    for (int cell = 0; cell < cells; cell++, maps += channels) accumulate(part, maps, channels);
    accumulate(sums, part, channels);
  }
  memory_release(mark);
}

void rectify(float *maps, int count, float slope) {
  for (int i = 0; i < count; i += 4) {
    Floats x = load(maps + i);
    store(maps + i, either(wasm_f32x4_gt(x, all(0)), x, mul(x, all(slope))));
  }
}

void rectify_back(float *deltas, const float *maps, int count, float slope) {
  for (int i = 0; i < count; i += 4) {
    Floats delta = load(deltas + i);
    store(deltas + i, either(wasm_f32x4_gt(load(maps + i), all(0)), delta, mul(delta, all(slope))));
  }
}

void squash(float *maps, int count) {
  for (int i = 0; i < count; i += 4) {
    Floats x = load(maps + i), small = exponential(mul(all(-2), wasm_f32x4_abs(x)));
    Floats size = div(sub(all(1), small), add(all(1), small));
    store(maps + i, wasm_v128_or(size, wasm_v128_and(x, wasm_i32x4_splat((int)0x80000000))));
  }
}

void squash_back(float *deltas, const float *maps, int count) {
  for (int i = 0; i < count; i += 4) {
    Floats y = load(maps + i);
    store(deltas + i, mul(load(deltas + i), sub(all(1), mul(y, y))));
  }
}
