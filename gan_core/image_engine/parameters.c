#include "parameters.h"
#include "memory.h"

void new_parameters(Parameters *parameters, int floats, int learning) {
  *parameters = (Parameters){.theta = allocate(floats)};
  parameters->size = floats;
  if (!learning) return;
  parameters->gradient = allocate(floats);
  parameters->optimiser = new_optimiser(floats);
}

static char *append(char *to, const char *text) {
  while (*text) *to++ = *text++;
  *to = 0;
  return to;
}

static void name_tensor(Tensor *tensor, const char *prefix, int number, const char *suffix) {
  char *end = append(tensor->name, prefix), digits[3] = {(char)('0' + number / 10), (char)('0' + number % 10), 0};
  if (number >= 0) end = append(end, number < 10 ? digits + 1 : digits);
  append(end, suffix);
}

static Tensor *next_tensor(Parameters *parameters, const char *prefix, int number, const char *suffix) {
  if (parameters->count == MAX_TENSORS) __builtin_trap();
  Tensor *tensor = &parameters->tensors[parameters->count++];
  name_tensor(tensor, prefix, number, suffix);
  return tensor;
}

float *take_tensor(Parameters *parameters, int floats, const char *prefix, int number, const char *suffix, Layout layout) {
  float *data = parameters->theta + parameters->taken;
  parameters->taken += floats;
  if (parameters->taken > parameters->size) __builtin_trap();
  for (int d = 0; d < MAX_DIMENSIONS; d++) layout.loops[d] = layout.loops[d] ? layout.loops[d] : 1;
  Tensor *tensor = next_tensor(parameters, prefix, number, suffix);
  tensor->data = data, tensor->floats = floats, tensor->layout = layout;
  return data;
}

void add_statistic(Parameters *parameters, float *data, int channels, const char *prefix, int number, const char *suffix) {
  Tensor *tensor = next_tensor(parameters, prefix, number, suffix);
  tensor->data = data;
  tensor->layout = (Layout){channels > 0, {channels}, {channels > 0 ? channels : 1, 1, 1, 1}, {1}};
}

void start_normal(float *weights, int count, Random *random, float mean, float deviation) {
  for (int i = 0; i < count; i += 8) {
    Floats pair[2];
    random_normal(random, &pair[0], &pair[1]);
    for (int k = 0; k < 8 && i + k < count; k++) weights[i + k] = mean + deviation * ((float *)pair)[k];
  }
}

static float *part_of(const Parameters *parameters, const Tensor *tensor, enum Part part) {
  if (part == PART_weights) return tensor->data;
  float *base = part == PART_gradient ? parameters->gradient : part == PART_mean ? parameters->optimiser.mean : parameters->optimiser.square;
  return base + (tensor->data - parameters->theta);
}

static void transfer(const Tensor *tensor, float *data, float *numbers, int reading) {
  const int *loops = tensor->layout.loops, *steps = tensor->layout.steps;
  for (int a = 0; a < loops[0]; a++)
    for (int b = 0; b < loops[1]; b++)
      for (int c = 0; c < loops[2]; c++)
        for (int d = 0; d < loops[3]; d++, numbers++) {
          float *place = data + a * steps[0] + b * steps[1] + c * steps[2] + d * steps[3];
          *(reading ? numbers : place) = *(reading ? place : numbers);
        }
}

void read_part(const Parameters *parameters, const Tensor *tensor, enum Part part, float *numbers) {
  transfer(tensor, part_of(parameters, tensor, part), numbers, 1);
}

void write_part(const Parameters *parameters, const Tensor *tensor, enum Part part, const float *numbers) {
  transfer(tensor, part_of(parameters, tensor, part), (float *)numbers, 0);
}
