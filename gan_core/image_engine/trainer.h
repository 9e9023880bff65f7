// A conditional GAN of pictures in training: gan_core/training/steps.py and loop.py, update for update.
#pragma once
#include "networks.h"
#include "objectives.h"

#define SETTINGS(X)                                                                                                                    \
  X(int, image_size) X(int, image_channels) X(int, base_channels) X(int, latent_dim) X(int, classes) X(int, leaky) X(int, normed)      \
  X(int, batch_size) X(unsigned, seed) X(int, loss) X(int, n_critic) X(int, r1_every) X(double, r1_weight) X(double, r2_weight)         \
  X(double, gp_weight) X(double, clip_value) X(double, generator_lr) X(double, discriminator_lr) X(double, beta1) X(double, beta2)      \
  X(double, ema_decay)
typedef struct {
#define X(type, name) type name;
  SETTINGS(X)
#undef X
} Config;
enum Setting {
#define X(type, name) SETTING_##name,
  SETTINGS(X)
#undef X
  SETTING_count
};

// What a step leaves for the charts: METRIC_NAMES of gan_core/training/steps.py, and counters.
#define NUMBERS(X)                                                                                                                     \
  X(discriminator_loss) X(generator_loss) X(real_mean) X(fake_mean) X(discriminator_accuracy_real) X(discriminator_accuracy_fake)      \
  X(discriminator_pair_accuracy) X(generator_grad_norm) X(discriminator_grad_norm)
#define COUNTERS(X) X(step) X(images_seen) X(discriminator_updates) X(generator_updates) X(position)
typedef struct {
#define X(name) float name;
  NUMBERS(X)
#undef X
} Numbers;
typedef struct {
#define X(name) int name;
  COUNTERS(X)
#undef X
} Counters;

typedef struct {
  Config config;
  Generator generator, average;
  Discriminator discriminator;
  Random noise, shuffle;
  Numbers numbers;
  Counters counters;
  // the data: (images, side, side, channels) of 8 bits, their labels, and the order of this pass through them
  int images;
  unsigned char *pixels;
  int *labels, *order;
  // of one batch
  GeneratorPass generator_pass, average_pass;
  DiscriminatorPass real_pass, fake_pass;
  float *real_pictures, *slopes, *fake_slopes;
  int *batch_labels, *batch;  // the batch's places in the data
} Trainer;

Config config_of(const double written[SETTING_count]);

// All that trains, and behind it what is only needed meanwhile: memory up to `saved` is the whole training.
void new_trainer(Trainer *trainer, Config config, int images, int *saved);
void start_trainer(Trainer *trainer);

// One step: D's updates, then G's on the last fakes that D saw.
void train_step(Trainer *trainer);

// One update of one player alone.
void update_discriminator_once(Trainer *trainer);
void update_generator_once(Trainer *trainer);
