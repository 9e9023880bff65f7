#include "data.h"

static const float PI = 3.14159265358979f;
static const float PEN = 0.03f;  // width of the pen that drawn points and letters are made with

static Floats between(Random *random, float low, float high) { return add(all(low), mul(all(high - low), random_uniform(random))); }

// -1 or 1
static Floats sign(Random *random) { return wasm_v128_or(wasm_v128_and(random_bits(random), wasm_i32x4_splat((int)0x80000000)), all(1)); }

static void place_centre(const Distribution *of, Random *random, Floats *x, Floats *y) {
  unsigned bits[4];
  float xs[4], ys[4];
  wasm_v128_store(bits, random_bits(random));
  for (int lane = 0; lane < 4; lane++) {
    unsigned chosen = random_below(bits[lane], (unsigned)of->count);
    xs[lane] = of->x[chosen], ys[lane] = of->y[chosen];
  }
  *x = load(xs), *y = load(ys);
}

static void place_letter(const Distribution *of, Random *random, Floats *x, Floats *y) {
  place_centre(of, random, x, y);
  *x = add(*x, between(random, -of->pitch / 2, of->pitch / 2)), *y = add(*y, between(random, -of->pitch / 2, of->pitch / 2));
}

static void place_line(const Distribution *of, Random *random, Floats *x, Floats *y) {
  (void)of;
  *x = between(random, -2, 2), *y = mul(*x, all(0.5f));
}

static void place_moons(const Distribution *of, Random *random, Floats *x, Floats *y) {
  (void)of;
  Floats sine, cosine, side = sign(random);
  sine_cosine(between(random, 0, 0.5f), &sine, &cosine);
  *x = mul(side, sub(mul(all(1.6f), cosine), all(0.8f))), *y = mul(side, sub(mul(all(1.6f), sine), all(0.4f)));
}

// (x, y) = radius (cos, sin) of an angle in turns
static void place_around(Floats turns, Floats radius, Floats *x, Floats *y) {
  Floats sine, cosine;
  sine_cosine(turns, &sine, &cosine);
  *x = mul(radius, cosine), *y = mul(radius, sine);
}

// The usual roll seen from its side: angle uniform in [1.5 pi, 4.5 pi], radius in proportion.
static void place_swiss_roll(const Distribution *of, Random *random, Floats *x, Floats *y) {
  (void)of;
  Floats turns = between(random, 0.75f, 2.25f);
  place_around(turns, mul(turns, all(0.17f * 2 * PI)), x, y);
}

// Two arms, uniform along their angle's root, so about uniform along their length.
static void place_spiral(const Distribution *of, Random *random, Floats *x, Floats *y) {
  (void)of;
  Floats side = sign(random), turns = mul(all(1.5f), root(between(random, 0.02f, 1)));
  place_around(turns, mul(side, mul(turns, all(0.25f * 2 * PI))), x, y);
}

// The 8 dark fields of a 4 x 4 board of side 4.8.
static void place_checkerboard(const Distribution *of, Random *random, Floats *x, Floats *y) {
  (void)of;
  v128_t bits = random_bits(random), row = wasm_u32x4_shr(bits, 30);
  v128_t column = wasm_v128_or(wasm_v128_and(bits, wasm_i32x4_splat(2)), wasm_v128_and(row, wasm_i32x4_splat(1)));
  Floats left = sub(wasm_f32x4_convert_i32x4(column), all(2)), low = sub(wasm_f32x4_convert_i32x4(row), all(2));
  *x = mul(all(1.2f), add(left, random_uniform(random))), *y = mul(all(1.2f), add(low, random_uniform(random)));
}

static void start_ring(Distribution *ring) {
  ring->modes = ring->count = 8, ring->sigma = 0.02f;
  for (int i = 0; i < 8; i += 4) {
    Floats x, y;
    place_around(wasm_f32x4_make(i / 8.f, (i + 1) / 8.f, (i + 2) / 8.f, (i + 3) / 8.f), all(2), &x, &y);
    store(ring->x + i, x), store(ring->y + i, y);
  }
}

static void start_grid(Distribution *grid) {
  grid->modes = grid->count = 25, grid->sigma = 0.05f, grid->box = 5;
  for (int i = 0; i < 25; i++) grid->x[i] = (float)(2 * (i % 5) - 4), grid->y[i] = (float)(2 * (i / 5) - 4);
}

static void start_blobs(Distribution *blobs) {
  static const float X[] = {-1.7f, 1.7f, 0.2f}, Y[] = {1.2f, 1, -1.7f};
  blobs->modes = blobs->count = 3, blobs->sigma = 0.25f;
  for (int i = 0; i < 3; i++) blobs->x[i] = X[i], blobs->y[i] = Y[i];
}

void distribution_start(Distribution *distribution, enum DataSet data) {
  distribution->place = place_centre, distribution->sigma = PEN, distribution->box = 3, distribution->modes = 0;
  switch (data) {
    case DATA_ring: start_ring(distribution); break;
    case DATA_grid: start_grid(distribution); break;
    case DATA_blobs: start_blobs(distribution); break;
    case DATA_line: distribution->place = place_line, distribution->sigma = 0.03f; break;
    case DATA_moons: distribution->place = place_moons, distribution->sigma = 0.08f; break;
    case DATA_swiss_roll: distribution->place = place_swiss_roll, distribution->sigma = 0.05f; break;
    case DATA_spiral: distribution->place = place_spiral, distribution->sigma = 0.05f; break;
    case DATA_checkerboard: distribution->place = place_checkerboard, distribution->sigma = 0; break;
    case DATA_text: distribution->place = place_letter; break;
    case DATA_points: break;
  }
  float wide = 3 * distribution->sigma;
  distribution->near = !distribution->modes ? 0.15f : wide > 0.25f ? wide : 0.25f;
}

void distribution_draw(const Distribution *distribution, Random *random, Matrix out) {
  for (int i = 0; i < out.rows; i += 4) {
    Floats x, y, right, up;
    distribution->place(distribution, random, &x, &y);
    random_normal(random, &right, &up);
    float xs[4], ys[4];
    store(xs, add(x, mul(all(distribution->sigma), right))), store(ys, add(y, mul(all(distribution->sigma), up)));
    for (int lane = 0; lane < 4 && i + lane < out.rows; lane++) row_of(out, i + lane)[0] = xs[lane], row_of(out, i + lane)[1] = ys[lane];
  }
}
