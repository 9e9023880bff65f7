// What the players minimise, as functions of D's logits. Equations: gan_core/losses, against which they are tested.
#pragma once
#include "vectors.h"

#define LOSSES(X) X(minimax) X(non_saturating) X(lsgan) X(wgan) X(wgan_gp) X(hinge) X(r3gan)
enum Loss {
#define X(name) LOSS_##name,
  LOSSES(X)
#undef X
};

// What one logit adds to a loss, and the slope of that.
typedef struct {
  Floats value, slope;
} Term;

// D lowers E[real(D(x))] + E[fake(D(G(z)))], G lowers E[generator(D(G(z)))]. A paired one compares: D lowers E[real(D(x) - D(G(z)))], G lowers
// E[generator(D(G(z)) - D(x))].
typedef struct {
  Term (*real)(Floats), (*fake)(Floats), (*generator)(Floats);
  float boundary;  // the logit above which D says "real"
  int sigmoid;     // whether sigmoid(logit) is a probability
  int absolute;    // whether D(x) alone says something
  int paired;
} Objective;

const Objective *objective_of(enum Loss loss);

// Losses, and the slope of each logit's own term (not divided by `rows`), where it is asked for. All arrays are padded to a multiple of 4.
double discriminator_loss(const Objective *objective, const float *real, const float *fake, int rows);
void discriminator_slopes(const Objective *objective, const float *real, const float *fake, int rows, float *real_slopes, float *fake_slopes);
double generator_loss(const Objective *objective, const float *fake, const float *real, int rows);
void generator_slopes(const Objective *objective, const float *fake, const float *real, int rows, float *slopes);
