#include "memory.h"
#include "networks.h"

static const float SLOPE = 0.2f;

static int side_of(const Discriminator *d, int level) { return d->shape.image_size >> level; }
static int channels_of(const Discriminator *d, int level) { return level ? d->shape.base_channels << (level - 1) : d->shape.image_channels; }
static int cells_of(const Discriminator *d, int level) { return side_of(d, level) * side_of(d, level); }
static int size_of(const Discriminator *d, int level) { return cells_of(d, level) * channels_of(d, level); }
static int has_norm(const Discriminator *d, int level) { return d->shape.normed && level > 1; }

static int floats_of(const Discriminator *d) {
  int floats = (d->shape.classes + 1) * d->features + 4;
  for (int l = 1; l <= d->levels; l++) floats += TAPS * channels_of(d, l - 1) * channels_of(d, l) + 2 * channels_of(d, l);
  return floats;
}

static void add_down(Discriminator *d, int level, int number) {
  Parameters *p = &d->parameters;
  int big = channels_of(d, level - 1), small = channels_of(d, level);
  int shape[] = {small, big, KERNEL, KERNEL}, steps[] = {1, small, KERNEL * big * small, big * small};
  Layout layout = {.dimensions = 4}, plain = {1, {small}, {small}, {1}};
  for (int i = 0; i < 4; i++) layout.shape[i] = layout.loops[i] = shape[i], layout.steps[i] = steps[i];
  float *weights = take_tensor(p, TAPS * big * small, "layers.", number, ".weight", layout);
  d->links[level - 1] = new_link(side_of(d, level - 1), big, small, weights, gradient_of(p, weights));
  if (!has_norm(d, level)) d->biases[level - 1] = take_tensor(p, small, "layers.", number, ".bias", plain);
}

static void add_norm(Discriminator *d, int level, int number) {
  Parameters *p = &d->parameters;
  Norm *norm = &d->norms[level - 1];
  int channels = channels_of(d, level);
  Layout plain = {1, {channels}, {channels}, {1}};
  norm->channels = channels, norm->classes = 1;
  norm->scale = take_tensor(p, channels, "layers.", number, ".weight", plain);
  norm->shift = take_tensor(p, channels, "layers.", number, ".bias", plain);
  norm->scale_gradient = gradient_of(p, norm->scale), norm->shift_gradient = gradient_of(p, norm->shift);
  add_statistic(p, norm->mean, channels, "layers.", number, ".running_mean");
  add_statistic(p, norm->variance, channels, "layers.", number, ".running_var");
  add_statistic(p, &norm->batches, 0, "layers.", number, ".num_batches_tracked");
}

void new_discriminator(Discriminator *d, Architecture shape) {
  *d = (Discriminator){.shape = shape, .levels = levels_of(&shape)};
  d->features = size_of(d, d->levels);
  Parameters *p = &d->parameters;
  new_parameters(p, floats_of(d), 1);
  for (int l = 1; l <= d->levels; l++) {
    int number = l == 1 ? 0 : 3 * l - 4;
    add_down(d, l, number);
    if (has_norm(d, l)) add_norm(d, l, number + 1);
  }
  int channels = channels_of(d, d->levels), cells = cells_of(d, d->levels), classes = shape.classes, last = 3 * d->levels;
  d->logit_weights = take_tensor(p, d->features, "layers.", last, ".weight", (Layout){2, {1, d->features}, {channels, cells}, {1, channels}});
  d->logit_bias = take_tensor(p, 4, "layers.", last, ".bias", (Layout){1, {1}, {1}, {1}});
  if (!classes) return;
  Layout rows = {2, {classes, d->features}, {classes, channels, cells}, {d->features, 1, channels}};
  d->embedding = take_tensor(p, classes * d->features, "projection.weight", -1, "", rows);
}

void start_discriminator(Discriminator *d, Random *random) {
  for (int l = 1; l <= d->levels; l++) {
    Norm *norm = &d->norms[l - 1];
    start_normal(d->links[l - 1].weights.data, TAPS * channels_of(d, l - 1) * channels_of(d, l), random, 0, 0.02f);
    if (has_norm(d, l)) start_normal(norm->scale, norm->channels, random, 1, 0.02f);
    for (int c = 0; c < norm->channels; c++) norm->variance[c] = 1;
  }
  start_normal(d->logit_weights, d->features, random, 0, 0.02f);
  if (d->shape.classes) start_normal(d->embedding, d->shape.classes * d->features, random, 0, 0.02f);
  turn_discriminator(d);
}

void turn_discriminator(Discriminator *d) {
  for (int l = 0; l < d->levels; l++) turn_link(&d->links[l]);
}

DiscriminatorPass new_discriminator_pass(Discriminator *d, int images) {
  DiscriminatorPass pass = {.discriminator = d, .images = images, .logits = allocate(images)};
  for (int l = 0; l <= d->levels; l++) {
    int floats = images * size_of(d, l);
    pass.deltas[l] = allocate(floats);
    if (l) pass.maps[l] = allocate(floats);
    if (has_norm(d, l)) pass.norms[l - 1] = new_norm_pass(floats, channels_of(d, l));
  }
  return pass;
}

static const float *maps_below(const DiscriminatorPass *pass, int level) { return level > 1 ? pass->maps[level - 1] : pass->pictures; }

static const float *class_row(const DiscriminatorPass *pass, const float *table, int image) {
  return pass->discriminator->shape.classes ? table + pass->labels[image] * pass->discriminator->features : 0;
}

static float sum_of(Floats values) {
  return wasm_f32x4_extract_lane(values, 0) + wasm_f32x4_extract_lane(values, 1) + wasm_f32x4_extract_lane(values, 2) +
         wasm_f32x4_extract_lane(values, 3);
}

const float *forward_discriminator(DiscriminatorPass *pass, const float *pictures, const int *labels) {
  Discriminator *d = pass->discriminator;
  int images = pass->images;
  pass->pictures = pictures, pass->labels = labels;
  for (int l = 1; l <= d->levels; l++) {
    halve(&d->links[l - 1], pass->maps[l], maps_below(pass, l), images, d->biases[l - 1]);
    if (has_norm(d, l)) normalise(&d->norms[l - 1], &pass->norms[l - 1], pass->maps[l], images, cells_of(d, l), 0, 1);
    rectify(pass->maps[l], images * size_of(d, l), SLOPE);
  }
  for (int n = 0; n < images; n++) {
    const float *features = pass->maps[d->levels] + n * d->features, *row = class_row(pass, d->embedding, n);
    Floats sum = all(0);
    for (int i = 0; i < d->features; i += 4) {
      Floats weight = row ? add(load(d->logit_weights + i), load(row + i)) : load(d->logit_weights + i);
      sum = add(sum, mul(load(features + i), weight));
    }
    pass->logits[n] = sum_of(sum) + d->logit_bias[0];
  }
  return pass->logits;
}

// rows (images, features), weighed by slopes, onto the gradients of what the logit multiplies them by.
static void learn_logit(const DiscriminatorPass *pass, const float *rows, const float *slopes) {
  const Discriminator *d = pass->discriminator;
  float *shared = gradient_of(&d->parameters, d->logit_weights), *table = d->embedding ? gradient_of(&d->parameters, d->embedding) : 0;
  for (int n = 0; n < pass->images; n++, rows += d->features) {
    float *row = (float *)class_row(pass, table, n);
    Floats slope = all(slopes ? slopes[n] : 1);
    for (int i = 0; i < d->features; i += 4) {
      Floats weighed = mul(slope, load(rows + i));
      store(shared + i, add(load(shared + i), weighed));
      if (row) store(row + i, add(load(row + i), weighed));
    }
  }
}

void backward_discriminator(DiscriminatorPass *pass, const float *slopes, int learning) {
  Discriminator *d = pass->discriminator;
  const Parameters *p = &d->parameters;
  int images = pass->images;
  for (int n = 0; n < images; n++) {
    float *delta = pass->deltas[d->levels] + n * d->features;
    const float *row = class_row(pass, d->embedding, n);
    Floats slope = all(slopes ? slopes[n] : 1);
    for (int i = 0; i < d->features; i += 4) {
      Floats weight = row ? add(load(d->logit_weights + i), load(row + i)) : load(d->logit_weights + i);
      store(delta + i, mul(slope, weight));
    }
    if (learning) gradient_of(p, d->logit_bias)[0] += slopes ? slopes[n] : 1;
  }
  if (learning) learn_logit(pass, pass->maps[d->levels], slopes);
  for (int l = d->levels; l > 0; l--) {
    Link *link = &d->links[l - 1];
    rectify_back(pass->deltas[l], pass->maps[l], images * size_of(d, l), SLOPE);
    if (has_norm(d, l)) normalise_back(&d->norms[l - 1], &pass->norms[l - 1], pass->deltas[l], images, cells_of(d, l), 0, learning);
    if (learning) {
      learn_link(link, maps_below(pass, l), pass->deltas[l], images);
      if (d->biases[l - 1]) add_cells(gradient_of(p, d->biases[l - 1]), pass->deltas[l], images, cells_of(d, l), channels_of(d, l));
    }
    grow(link, pass->deltas[l - 1], pass->deltas[l], images, 0);
  }
}

void add_penalty_gradient(DiscriminatorPass *pass, const float *direction) {
  Discriminator *d = pass->discriminator;
  int mark = memory_mark(), images = pass->images;
  const float *below = direction;
  for (int l = 1; l <= d->levels; l++) {
    float *tangent = allocate(images * size_of(d, l));
    learn_link(&d->links[l - 1], below, pass->deltas[l], images);
    halve(&d->links[l - 1], tangent, below, images, 0);
    rectify_back(tangent, pass->maps[l], images * size_of(d, l), SLOPE);  // the masks, of the direction
    below = tangent;
  }
  learn_logit(pass, below, 0);
  memory_release(mark);
}
