// Everything that decides a game; gan_core/playground/config.py says what each means and accepts. The host writes numbers in this order.
#pragma once
#include "network.h"

#define SETTINGS(X)                                                                                                       \
  X(int, family) X(int, data) X(int, latent_dim) X(int, latent) X(int, loss) X(int, optimizer) X(int, batch_size)           \
  X(int, discriminator_steps) X(int, generator_steps) X(unsigned, seed) X(double, data_scale) X(double, r1_weight) X(double, r2_weight) X(double, gp_weight) \
  X(double, clip_value) X(double, generator_lr) X(double, discriminator_lr) X(double, beta1) X(double, beta2) \
  X(int, solver) X(int, flow_steps) X(double, drift_temperature)
#define HIDDEN(X) X(generator_hidden) X(discriminator_hidden)  // MAX_HIDDEN widths each, 0 for no more layers

#define LATENTS(X) X(uniform) X(normal)
enum Latent {
#define X(name) LATENT_##name,
  LATENTS(X)
#undef X
};

// Two players, or one network that learns alone: what it learns is in flow.h and drifting.h.
#define FAMILIES(X) X(adversarial) X(flow) X(drifting)
enum Family {
#define X(name) FAMILY_##name,
  FAMILIES(X)
#undef X
};

enum { MAX_BATCH = 1024 };

typedef struct {
#define X(type, name) type name;
  SETTINGS(X)
#undef X
#define X(name) int name[MAX_HIDDEN];
  HIDDEN(X)
#undef X
} Config;

// Where the host writes.
enum Setting {
#define X(type, name) SETTING_##name,
  SETTINGS(X)
#undef X
  SETTING_hidden,
  SETTING_count = SETTING_hidden + 2 * MAX_HIDDEN
};

Config config_of(const double written[SETTING_count]);
