// The module's face: one training lies in one instance's memory, so a copy of the memory's first part is a checkpoint.
#include "memory.h"
#include "trainer.h"

#define EXPORT(name) __attribute__((export_name(#name))) name

static double settings[SETTING_count];
static Trainer trainer;
static int saved;       // memory below it is the training, above it what one batch needs and the data
static float *staging;  // as large as the largest tensor

// Every table of names the hosts need, in the order of its numbers: one line each.
const char *EXPORT(description)(void) {
  static const char text[] =
#define X(type, name) " " #name
      "settings" SETTINGS(X)
#undef X
#define X(name) " " #name
      "\nloss" LOSSES(X) "\nnumbers" NUMBERS(X) "\ncounters" COUNTERS(X) "\nnetworks generator discriminator average"
      "\nparts weights gradient mean square";
#undef X
  return text;
}

static Parameters *parameters_of(int network) {
  return network == 0 ? &trainer.generator.parameters : network == 1 ? &trainer.discriminator.parameters : &trainer.average.parameters;
}

static int numbers_of(const Tensor *tensor) {
  int count = 1;
  for (int d = 0; d < MAX_DIMENSIONS; d++) count *= tensor->layout.loops[d];
  return count;
}

static int largest(void) {
  int most = 0;
  for (int network = 0; network < 2; network++)
    for (int i = 0; i < parameters_of(network)->count; i++) {
      int count = numbers_of(&parameters_of(network)->tensors[i]);
      most = count > most ? count : most;
    }
  return most;
}

double *EXPORT(settings_memory)(void) { return settings; }

// A training of so many pictures, whose pixels and labels the host then writes; once in an instance.
void EXPORT(create)(int images) {
  new_trainer(&trainer, config_of(settings), images, &saved);
  staging = allocate(largest());
}
unsigned char *EXPORT(pixels)(void) { return trainer.pixels; }
int *EXPORT(labels)(void) { return trainer.labels; }
void EXPORT(start)(void) { start_trainer(&trainer); }

// Other rates, weights, objective: the architecture and the batch stay.
void EXPORT(change)(void) {
  Config now = config_of(settings), before = trainer.config;
  trainer.config = now;
  trainer.config.batch_size = before.batch_size;
}

void EXPORT(step)(void) { train_step(&trainer); }
void EXPORT(discriminator_once)(void) { update_discriminator_once(&trainer); }
void EXPORT(generator_once)(void) { update_generator_once(&trainer); }

float *EXPORT(numbers)(void) { return (float *)&trainer.numbers; }
int *EXPORT(counters)(void) { return (int *)&trainer.counters; }
int EXPORT(saved_bytes)(void) { return saved; }

// The last batch: where its pictures are in the data, and its z with class weights, rows of `inputs_stride` floats.
int *EXPORT(batch)(void) { return trainer.batch; }
float *EXPORT(pictures)(void) { return trainer.real_pictures; }  // with WGAN-GP those between real and generated ones
float *EXPORT(inputs)(void) { return trainer.generator_pass.inputs.data; }
int EXPORT(inputs_stride)(void) { return trainer.generator_pass.inputs.stride; }

// So many standard normal numbers of the training's seed: the fixed noise that samples are drawn from; the training's own is not touched.
float *EXPORT(fixed_noise)(int count) {
  enum { STREAM_samples = 9 };
  Random random;
  random_start(&random, trainer.config.seed, STREAM_samples);
  start_normal(staging, count, &random, 0, 1);
  return staging;
}

// Pictures of the inputs that the host wrote, at most a batch of them: by G's average, or by G itself.
const float *EXPORT(draw)(int raw) {
  Generator *generator = raw ? &trainer.generator : &trainer.average;
  turn_generator(generator);
  return forward_generator(raw ? &trainer.generator_pass : &trainer.average_pass, 0);
}

// The networks' tensors, in torch's order and shapes.
int EXPORT(tensors)(int network) { return parameters_of(network)->count; }
const Tensor *EXPORT(tensor)(int network, int index) { return &parameters_of(network)->tensors[index]; }

// Where numbers of one tensor, or fixed noise, come from and go to.
float *EXPORT(tensor_memory)(void) { return staging; }
void EXPORT(read_tensor)(int network, int index, int part) {
  read_part(parameters_of(network), &parameters_of(network)->tensors[index], (enum Part)part, staging);
}
void EXPORT(write_tensor)(int network, int index, int part) {
  write_part(parameters_of(network), &parameters_of(network)->tensors[index], (enum Part)part, staging);
}

// After tensors have been written.
void EXPORT(written)(int updates_generator, int updates_discriminator) {
  turn_generator(&trainer.generator), turn_generator(&trainer.average), turn_discriminator(&trainer.discriminator);
  trainer.generator.parameters.optimiser.updates = updates_generator;
  trainer.discriminator.parameters.optimiser.updates = updates_discriminator;
}
