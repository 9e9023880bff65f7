// The two players of a game in the plane: networks, optimisers, and what one update of each does.
#pragma once
#include "config.h"
#include "data.h"
#include "drifting.h"
#include "flow.h"
#include "network.h"
#include "objectives.h"
#include "optimisers.h"

// Random streams: none disturbs another.
enum Stream { STREAM_weights, STREAM_real, STREAM_noise, STREAM_mix, STREAM_shown = 10, STREAM_measured, STREAM_floor };

// The last updates' numbers, by the names of a training's records ("real_mean" is real_prob_mean or real_score_mean there).
#define NUMBERS(X)                                                                                                                \
  X(discriminator_loss) X(generator_loss) X(real_mean) X(fake_mean) X(discriminator_accuracy_real) X(discriminator_accuracy_fake) \
  X(discriminator_pair_accuracy) X(generator_grad_norm) X(discriminator_grad_norm)
enum Number {
#define X(name) NUMBER_##name,
  NUMBERS(X)
#undef X
  NUMBER_count
};

typedef struct {
  Config config;
  Distribution distribution;
  const Objective *objective;
  int finite;  // 0 once a gradient has left the range of floats; no update moves anything after that
  Random streams[STREAM_mix + 1];
  Network generator, discriminator;
  Optimiser generator_optimiser, discriminator_optimiser;
  double generator_norm, discriminator_norm;
  double alone_loss;  // of a network that learns alone; NaN before there was any
  int judged_rows, guided_rows, opposed_rows;  // of the logits below; 0 before there were any
  float real_logits[MAX_BATCH], fake_logits[MAX_BATCH], guided_logits[MAX_BATCH], opposed_logits[MAX_BATCH];

  // As long as the batch: in the networks' units
  int batch_memory;
  Matrix z, both, direction;  // noise; real points, then fakes (2 rows, 2); a penalty's direction, or the drift
  Matrix paths;               // what flow matching asks the network for: points on their way, and when
  Matrix between;             // points between real and fake, for the gradient penalty; or the real ones that G's fakes are held against
  Pass made, judged, guided;         // of G on z, of D on both, of D in G's update
  float *real_slopes, *fake_slopes, *factors;
} Players;

void players_start(Players *players, Config config);

// Go on with other settings: the networks stay, optimisers start anew when they are of another kind. What lies in memory above is lost.
void players_adopt(Players *players, Config config);

// G(z) for new noise: `made` holds both. In flow matching the velocities on the way from new noise to new real points.
void draw_fakes(Players *players);

// D's loss on new real points and the fakes just made, with its penalties: its gradient, and D's move along it.
void discriminator_gradient(Players *players);
void discriminator_move(Players *players);

// G's loss on what was just made, through D (against new real points where the loss compares) or alone: its gradient, and G's move.
void generator_gradient(Players *players);
void generator_move(Players *players);

// The numbers of the last updates; NaN where there is none.
void players_numbers(const Players *players, float numbers[NUMBER_count]);

// z (rows, latent_dim): normal, or uniform in [-1, 1].
void draw_noise(const Config *config, Random *random, Matrix z);

// The first column of D's outputs.
void read_logits(Matrix outputs, float *logits);

// Every output's derivative: `factors` (rows), or 1.
void set_output_deltas(Pass *pass, const float *factors);
