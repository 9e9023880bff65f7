#include "trainer.h"
#include "memory.h"

enum Stream { STREAM_weights = 1, STREAM_noise, STREAM_order };
static const float RATE_OF_AVERAGE = 10;

Config config_of(const double written[SETTING_count]) {
  Config config;
#define X(type, name) config.name = (type)written[SETTING_##name];
  SETTINGS(X)
#undef X
  return config;
}

static int pixels_of(const Config *config) { return config->image_size * config->image_size * config->image_channels; }

void new_trainer(Trainer *t, Config config, int images, int *saved) {
  Architecture shape = {config.image_size, config.image_channels, config.base_channels, config.latent_dim, config.classes, config.leaky, config.normed};
  *t = (Trainer){.config = config, .images = images};
  // everything that learns first; scratch of the links lies among it, small beside the moments
  new_generator(&t->generator, shape, 1);
  new_generator(&t->average, shape, 0);
  new_discriminator(&t->discriminator, shape);
  t->order = (int *)allocate(images);
  *saved = memory_mark();
  int batch = config.batch_size;
  t->generator_pass = new_generator_pass(&t->generator, batch);
  t->average_pass = t->generator_pass;
  t->average_pass.generator = &t->average;
  t->real_pass = new_discriminator_pass(&t->discriminator, batch);
  t->fake_pass = new_discriminator_pass(&t->discriminator, batch);
  t->real_pictures = allocate(batch * pixels_of(&config));
  t->slopes = allocate(batch), t->fake_slopes = allocate(batch);
  t->batch_labels = (int *)allocate(batch), t->batch = (int *)allocate(batch);
  t->labels = (int *)allocate(images);
  t->pixels = (unsigned char *)allocate((images * pixels_of(&config) + 3) / 4);
}

static void copy_generator(Trainer *t) {
  __builtin_memcpy(t->average.parameters.theta, t->generator.parameters.theta, (unsigned long)t->generator.parameters.size * sizeof(float));
}

static void copy_statistics(Trainer *t) {
  for (int l = 0; l < t->generator.levels; l++) {
    Norm *to = &t->average.norms[l];
    const Norm *from = &t->generator.norms[l];
    __builtin_memcpy(to->mean, from->mean, sizeof to->mean);
    __builtin_memcpy(to->variance, from->variance, sizeof to->variance);
    to->batches = from->batches;
  }
}

static unsigned one(Random *random) { return (unsigned)wasm_i32x4_extract_lane(random_bits(random), 0); }

static void shuffle(Trainer *t) {
  for (int i = 0; i < t->images; i++) t->order[i] = i;
  for (int i = t->images - 1; i > 0; i--) {
    int j = (int)random_below(one(&t->shuffle), (unsigned)i + 1), kept = t->order[i];
    t->order[i] = t->order[j], t->order[j] = kept;
  }
  t->counters.position = 0;
}

void start_trainer(Trainer *t) {
  Random weights;
  random_start(&weights, t->config.seed, STREAM_weights);
  random_start(&t->noise, t->config.seed, STREAM_noise);
  random_start(&t->shuffle, t->config.seed, STREAM_order);
  start_generator(&t->generator, &weights);
  start_discriminator(&t->discriminator, &weights);
  copy_generator(t), copy_statistics(t);
  turn_generator(&t->average);
  shuffle(t);
}

// The next batch; a last incomplete one is left out, so that every batch is full.
static void next_batch(Trainer *t) {
  int size = pixels_of(&t->config), batch = t->config.batch_size;
  if (t->counters.position + batch > t->images) shuffle(t);
  for (int n = 0; n < batch; n++) {
    int place = t->batch[n] = t->order[t->counters.position + n];
    const unsigned char *from = t->pixels + (long)place * size;
    float *to = t->real_pictures + n * size;
    for (int i = 0; i < size; i++) to[i] = (float)from[i] * (1 / 127.5f) - 1;
    t->batch_labels[n] = t->labels[place];
  }
  t->counters.position += batch, t->counters.images_seen += batch;
}

static const float *draw_fakes(Trainer *t) {
  GeneratorPass *pass = &t->generator_pass;
  int latent = t->config.latent_dim, classes = t->config.classes;
  pass->labels = t->batch_labels;
  for (int n = 0; n < pass->images; n++) {
    float *row = row_of(pass->inputs, n);
    start_normal(row, latent, &t->noise, 0, 1);
    for (int k = 0; k < classes; k++) row[latent + k] = k == t->batch_labels[n];
  }
  return forward_generator(pass, 1);
}

static void scale(float *values, int count, float by) {
  for (int i = 0; i < count; i++) values[i] *= by;
}

static void clear(Parameters *parameters) { __builtin_memset(parameters->gradient, 0, (unsigned long)parameters->size * sizeof(float)); }

static double norm_of(const float *values, int count) {
  double sum = 0;
  for (int i = 0; i < count; i++) sum += (double)values[i] * values[i];
  return __builtin_sqrt(sum);
}

// A penalty of D's slopes at the pictures that a pass has just seen: weight / 2 |slope|^2, or weight (|slope| - 1)^2.
static void penalise(Trainer *t, DiscriminatorPass *pass, double weight, int around_one) {
  int size = pixels_of(&t->config), images = pass->images, mark = memory_mark();
  backward_discriminator(pass, 0, 0);
  float *direction = allocate(images * size);
  for (int n = 0; n < images; n++) {
    const float *slope = pass->deltas[0] + n * size;
    double norm = around_one ? norm_of(slope, size) : 1, factor = around_one ? (norm > 0 ? 2 * (norm - 1) / norm : 0) : 1;
    for (int i = 0; i < size; i++) direction[n * size + i] = (float)(weight * factor / images) * slope[i];
  }
  add_penalty_gradient(pass, direction);
  memory_release(mark);
}

// WGAN-GP's pictures between real and generated ones, in place of the real ones, which are needed no more.
static void penalise_between(Trainer *t, const float *fakes) {
  int size = pixels_of(&t->config);
  float *pictures = t->real_pictures;
  for (int n = 0; n < t->config.batch_size; n++) {
    float share = (float)(one(&t->noise) >> 8) * 0x1p-24f;
    for (int i = n * size; i < (n + 1) * size; i++) pictures[i] = share * pictures[i] + (1 - share) * fakes[i];
  }
  forward_discriminator(&t->real_pass, pictures, t->batch_labels);
  penalise(t, &t->real_pass, t->config.gp_weight, 1);
}

static float mean_shown(const Objective *objective, const float *logits, int count) {
  double sum = 0;
  for (int i = 0; i < count; i++) sum += objective->sigmoid ? wasm_f32x4_extract_lane(sigmoid(all(logits[i])), 0) : logits[i];
  return (float)(sum / count);
}

static void note(Trainer *t, const Objective *objective, const float *real, const float *fake) {
  int count = t->config.batch_size, right_real = 0, right_fake = 0, pairs = 0;
  for (int i = 0; i < count; i++) {
    right_real += real[i] > objective->boundary, right_fake += fake[i] <= objective->boundary, pairs += real[i] > fake[i];
  }
  Numbers *numbers = &t->numbers;
  numbers->discriminator_loss = (float)discriminator_loss(objective, real, fake, count);
  numbers->real_mean = mean_shown(objective, real, count), numbers->fake_mean = mean_shown(objective, fake, count);
  numbers->discriminator_accuracy_real = (float)right_real / (float)count;
  numbers->discriminator_accuracy_fake = (float)right_fake / (float)count;
  numbers->discriminator_pair_accuracy = (float)pairs / (float)count;
}

static void step_discriminator(Trainer *t) {
  Parameters *p = &t->discriminator.parameters;
  t->numbers.discriminator_grad_norm = (float)norm_of(p->gradient, p->size);
  update(&p->optimiser, OPTIMISER_adam, p->theta, p->gradient, t->config.discriminator_lr, t->config.beta1, t->config.beta2);
  float most = (float)t->config.clip_value;
  if (t->config.loss == LOSS_wgan)
    for (int i = 0; i < p->size; i++) p->theta[i] = p->theta[i] > most ? most : p->theta[i] < -most ? -most : p->theta[i];
  turn_discriminator(&t->discriminator);
  t->counters.discriminator_updates++;
}

static void update_discriminator(Trainer *t, const float *fakes) {
  const Config *config = &t->config;
  const Objective *objective = objective_of((enum Loss)config->loss);
  int count = config->batch_size;
  clear(&t->discriminator.parameters);
  const float *real = forward_discriminator(&t->real_pass, t->real_pictures, t->batch_labels);
  const float *fake = forward_discriminator(&t->fake_pass, fakes, t->batch_labels);
  note(t, objective, real, fake);
  discriminator_slopes(objective, real, fake, count, t->slopes, t->fake_slopes);
  scale(t->slopes, count, 1 / (float)count), scale(t->fake_slopes, count, 1 / (float)count);
  if (t->counters.discriminator_updates % config->r1_every == 0) {  // lazy: rarer, so weighted up (arXiv:1912.04958 appendix B)
    if (config->r1_weight > 0) penalise(t, &t->real_pass, config->r1_weight * config->r1_every, 0);
    if (config->r2_weight > 0) penalise(t, &t->fake_pass, config->r2_weight * config->r1_every, 0);
  }
  backward_discriminator(&t->real_pass, t->slopes, 1);
  backward_discriminator(&t->fake_pass, t->fake_slopes, 1);
  if (config->loss == LOSS_wgan_gp && config->gp_weight > 0) penalise_between(t, fakes);
  step_discriminator(t);
}

// average <- decay average + (1 - decay) G, with a short memory in the first steps; running statistics are copied.
static void update_average(Trainer *t) {
  float step = (float)t->counters.generator_updates, young = (1 + step) / (RATE_OF_AVERAGE + step), decay = (float)t->config.ema_decay;
  Floats share = all(1 - (young < decay ? young : decay));
  float *to = t->average.parameters.theta;
  const float *from = t->generator.parameters.theta;
  for (int i = 0; i < t->average.parameters.size; i += 4) store(to + i, add(load(to + i), mul(share, sub(load(from + i), load(to + i)))));
  copy_statistics(t);
}

static void update_generator(Trainer *t, const float *fakes) {
  const Objective *objective = objective_of((enum Loss)t->config.loss);
  int count = t->config.batch_size, last = t->generator.levels;
  Parameters *p = &t->generator.parameters;
  clear(p);
  const float *fake = forward_discriminator(&t->fake_pass, fakes, t->batch_labels);
  const float *real = objective->paired ? forward_discriminator(&t->real_pass, t->real_pictures, t->batch_labels) : 0;
  t->numbers.generator_loss = (float)generator_loss(objective, fake, real, count);
  generator_slopes(objective, fake, real, count, t->fake_slopes);
  scale(t->fake_slopes, count, 1 / (float)count);
  backward_discriminator(&t->fake_pass, t->fake_slopes, 0);
  __builtin_memcpy(t->generator_pass.deltas[last], t->fake_pass.deltas[0], (unsigned long)(count * pixels_of(&t->config)) * sizeof(float));
  backward_generator(&t->generator_pass);
  t->numbers.generator_grad_norm = (float)norm_of(p->gradient, p->size);
  update(&p->optimiser, OPTIMISER_adam, p->theta, p->gradient, t->config.generator_lr, t->config.beta1, t->config.beta2);
  turn_generator(&t->generator);
  t->counters.generator_updates++;
}

void train_step(Trainer *t) {
  const float *fakes = 0;
  for (int i = 0; i < t->config.n_critic; i++) {
    next_batch(t);
    fakes = draw_fakes(t);
    update_discriminator(t, fakes);
  }
  update_generator(t, fakes);
  update_average(t);
  t->counters.step++;
}

void update_discriminator_once(Trainer *t) {
  next_batch(t);
  update_discriminator(t, draw_fakes(t));
}

void update_generator_once(Trainer *t) {
  next_batch(t);
  update_generator(t, draw_fakes(t));
  update_average(t);
}
