#include "objectives.h"

static Floats negative(Floats x) { return wasm_f32x4_neg(x); }
static Floats larger(Floats x) { return wasm_f32x4_pmax(x, all(0)); }
static Floats where(Floats condition, float value) { return wasm_v128_and(condition, all(value)); }

static Term log_real(Floats x) { return (Term){softplus(negative(x)), negative(sigmoid(negative(x)))}; }  // -log D
static Term log_fake(Floats x) { return (Term){softplus(x), sigmoid(x)}; }                                // -log(1 - D)
static Term saturating(Floats x) { return (Term){negative(softplus(x)), negative(sigmoid(x))}; }          // log(1 - D)
static Term towards_one(Floats x) {
  Floats off = sub(x, all(1));
  return (Term){mul(all(0.5f), mul(off, off)), off};
}
static Term towards_zero(Floats x) { return (Term){mul(all(0.5f), mul(x, x)), x}; }
static Term higher(Floats x) { return (Term){negative(x), all(-1)}; }
static Term lower(Floats x) { return (Term){x, all(1)}; }
static Term above_one(Floats x) { return (Term){larger(sub(all(1), x)), where(wasm_f32x4_lt(x, all(1)), -1)}; }
static Term below_minus_one(Floats x) { return (Term){larger(add(all(1), x)), where(wasm_f32x4_gt(x, all(-1)), 1)}; }

static const Objective OBJECTIVES[] = {
    [LOSS_minimax] = {log_real, log_fake, saturating, .sigmoid = 1, .absolute = 1},      // arXiv:1406.2661 equation 1
    [LOSS_non_saturating] = {log_real, log_fake, log_real, .sigmoid = 1, .absolute = 1},  // its section 3
    [LOSS_lsgan] = {towards_one, towards_zero, towards_one, .boundary = 0.5f, .absolute = 1},  // arXiv:1611.04076 equation 2
    [LOSS_wgan] = {higher, lower, higher, .absolute = 0},                                             // arXiv:1701.07875
    [LOSS_wgan_gp] = {higher, lower, higher, .absolute = 0},                                          // arXiv:1704.00028
    [LOSS_hinge] = {above_one, below_minus_one, higher, .absolute = 1},                   // arXiv:1802.05957 equations 16 and 17
    [LOSS_r3gan] = {log_real, 0, log_real, .paired = 1},                                  // arXiv:2501.05441 equation 2
};

const Objective *objective_of(enum Loss loss) { return &OBJECTIVES[loss]; }

// The mean of term(x - other), or of term(x) without another.
static double mean(Term (*term)(Floats), const float *x, const float *other, int rows) {
  double sum = 0;
  for (int i = 0; i < rows; i += 4) {
    float values[4];
    store(values, term(other ? sub(load(x + i), load(other + i)) : load(x + i)).value);
    for (int lane = 0; lane < 4 && i + lane < rows; lane++) sum += values[lane];
  }
  return sum / rows;
}

static void slopes_of(Term (*term)(Floats), const float *x, const float *other, int rows, float *slopes) {
  for (int i = 0; i < rows; i += 4) store(slopes + i, term(other ? sub(load(x + i), load(other + i)) : load(x + i)).slope);
}

double discriminator_loss(const Objective *objective, const float *real, const float *fake, int rows) {
  if (objective->paired) return mean(objective->real, real, fake, rows);
  return mean(objective->real, real, 0, rows) + mean(objective->fake, fake, 0, rows);
}

void discriminator_slopes(const Objective *objective, const float *real, const float *fake, int rows, float *real_slopes, float *fake_slopes) {
  slopes_of(objective->real, real, objective->paired ? fake : 0, rows, real_slopes);
  if (!objective->paired) slopes_of(objective->fake, fake, 0, rows, fake_slopes);
  else
    for (int i = 0; i < rows; i += 4) store(fake_slopes + i, negative(load(real_slopes + i)));
}

double generator_loss(const Objective *objective, const float *fake, const float *real, int rows) {
  return mean(objective->generator, fake, objective->paired ? real : 0, rows);
}

void generator_slopes(const Objective *objective, const float *fake, const float *real, int rows, float *slopes) {
  slopes_of(objective->generator, fake, objective->paired ? real : 0, rows, slopes);
}
