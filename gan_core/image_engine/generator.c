#include "memory.h"
#include "networks.h"

int levels_of(const Architecture *architecture) {
  int levels = 0;
  for (int side = architecture->image_size; levels < MAX_LEVELS && side % 2 == 0; side /= 2) levels++;
  return levels;
}

static int side_of(const Generator *g, int level) { return g->shape.image_size >> (g->levels - level); }
static int channels_of(const Generator *g, int level) {
  return level == g->levels ? g->shape.image_channels : g->shape.base_channels << (g->levels - 1 - level);
}
static int cells_of(const Generator *g, int level) { return side_of(g, level) * side_of(g, level); }
static int size_of(const Generator *g, int level) { return cells_of(g, level) * channels_of(g, level); }
static int classes_of(const Generator *g) { return g->shape.classes ? g->shape.classes : 1; }
static int inputs_of(const Generator *g) { return g->shape.latent_dim + g->shape.classes; }
static float slope_of(const Generator *g) { return g->shape.leaky ? 0.2f : 0; }

static int floats_of(const Generator *g) {
  int floats = (inputs_of(g) + 1) * size_of(g, 0) + 4;
  for (int l = 0; l < g->levels; l++) floats += 2 * classes_of(g) * channels_of(g, l) + TAPS * channels_of(g, l + 1) * channels_of(g, l);
  return floats;
}

static void add_norm(Generator *g, int level, int number) {
  Parameters *p = &g->parameters;
  Norm *norm = &g->norms[level];
  int channels = channels_of(g, level), classes = classes_of(g), labelled = g->shape.classes > 0, floats = classes * channels;
  Layout each = {2, {classes, channels}, {classes, channels}, {channels, 1}}, plain = {1, {channels}, {channels}, {1}};
  norm->channels = channels, norm->classes = classes;
  norm->scale = take_tensor(p, floats, "rest.", number, labelled ? ".scale" : ".weight", labelled ? each : plain);
  norm->shift = take_tensor(p, floats, "rest.", number, labelled ? ".shift" : ".bias", labelled ? each : plain);
  norm->scale_gradient = gradient_of(p, norm->scale), norm->shift_gradient = gradient_of(p, norm->shift);
  add_statistic(p, norm->mean, channels, "rest.", number, labelled ? ".norm.running_mean" : ".running_mean");
  add_statistic(p, norm->variance, channels, "rest.", number, labelled ? ".norm.running_var" : ".running_var");
  add_statistic(p, &norm->batches, 0, "rest.", number, labelled ? ".norm.num_batches_tracked" : ".num_batches_tracked");
}

static void add_up(Generator *g, int level, int number) {
  int small = channels_of(g, level), big = channels_of(g, level + 1), floats = TAPS * big * small;
  int shape[] = {small, big, KERNEL, KERNEL}, steps[] = {1, small, KERNEL * big * small, big * small};
  Layout layout = {.dimensions = 4};
  for (int d = 0; d < 4; d++) layout.shape[d] = layout.loops[d] = shape[d], layout.steps[d] = steps[d];
  float *weights = take_tensor(&g->parameters, floats, "rest.", number, ".weight", layout);
  g->links[level] = new_link(side_of(g, level + 1), big, small, weights, gradient_of(&g->parameters, weights));
}

void new_generator(Generator *g, Architecture shape, int learning) {
  *g = (Generator){.shape = shape, .levels = levels_of(&shape)};
  Parameters *p = &g->parameters;
  new_parameters(p, floats_of(g), learning);
  int cells = cells_of(g, 0), channels = channels_of(g, 0), wide = size_of(g, 0), inputs = inputs_of(g), image = g->shape.image_channels;
  float *first = take_tensor(p, inputs * wide, "first.weight", -1, "", (Layout){2, {wide, inputs}, {channels, cells, inputs}, {1, channels, wide}});
  g->first = (Matrix){first, inputs, wide, wide};
  g->first_gradient = (Matrix){gradient_of(p, first), inputs, wide, wide};
  g->first_bias = take_tensor(p, wide, "first.bias", -1, "", (Layout){1, {wide}, {channels, cells}, {1, channels}});
  add_norm(g, 0, 0);
  for (int l = 0; l < g->levels; l++) {
    add_up(g, l, 3 * l + 2);
    if (l + 1 < g->levels) add_norm(g, l + 1, 3 * l + 3);
  }
  g->last_bias = take_tensor(p, 4, "rest.", 3 * g->levels - 1, ".bias", (Layout){1, {image}, {image}, {1}});
}

void start_generator(Generator *g, Random *random) {
  start_normal(g->first.data, g->first.rows * g->first.columns, random, 0, 0.02f);
  for (int l = 0; l < g->levels; l++) {
    Norm *norm = &g->norms[l];
    start_normal(norm->scale, norm->classes * norm->channels, random, 1, g->shape.classes ? 0 : 0.02f);
    for (int c = 0; c < norm->channels; c++) norm->variance[c] = 1;
    start_normal(g->links[l].weights.data, TAPS * g->links[l].big * g->links[l].small, random, 0, 0.02f);
  }
  turn_generator(g);
}

void turn_generator(Generator *g) {
  for (int l = 0; l < g->levels; l++) turn_link(&g->links[l]);
}

GeneratorPass new_generator_pass(Generator *g, int images) {
  GeneratorPass pass = {.generator = g, .images = images, .inputs = new_matrix(images, inputs_of(g))};
  for (int l = 0; l <= g->levels; l++) {
    int floats = images * size_of(g, l);
    pass.maps[l] = allocate(floats);
    pass.deltas[l] = allocate(floats);
    if (l < g->levels) pass.norms[l] = new_norm_pass(floats, channels_of(g, l));
  }
  return pass;
}

const float *forward_generator(GeneratorPass *pass, int training) {
  Generator *g = pass->generator;
  int images = pass->images, last = g->levels;
  multiply((Matrix){pass->maps[0], images, size_of(g, 0), size_of(g, 0)}, pass->inputs, g->first, (Finish){.bias = g->first_bias});
  for (int l = 0; l < last; l++) {
    if (training) normalise(&g->norms[l], &pass->norms[l], pass->maps[l], images, cells_of(g, l), pass->labels, 1);
    else normalise_blend(&g->norms[l], pass->maps[l], images, cells_of(g, l), pass->inputs.data + g->shape.latent_dim, pass->inputs.stride);
    rectify(pass->maps[l], images * size_of(g, l), slope_of(g));
    grow(&g->links[l], pass->maps[l + 1], pass->maps[l], images, l + 1 == last ? g->last_bias : 0);
  }
  squash(pass->maps[last], images * size_of(g, last));
  return pass->maps[last];
}

void backward_generator(GeneratorPass *pass) {
  Generator *g = pass->generator;
  int images = pass->images, last = g->levels;
  squash_back(pass->deltas[last], pass->maps[last], images * size_of(g, last));
  add_cells(gradient_of(&g->parameters, g->last_bias), pass->deltas[last], images, cells_of(g, last), channels_of(g, last));
  for (int l = last - 1; l >= 0; l--) {
    learn_link(&g->links[l], pass->deltas[l + 1], pass->maps[l], images);
    halve(&g->links[l], pass->deltas[l], pass->deltas[l + 1], images, 0);
    rectify_back(pass->deltas[l], pass->maps[l], images * size_of(g, l), slope_of(g));
    normalise_back(&g->norms[l], &pass->norms[l], pass->deltas[l], images, cells_of(g, l), pass->labels, 1);
  }
  Matrix deltas = {pass->deltas[0], images, size_of(g, 0), size_of(g, 0)};
  multiply_transposed(g->first_gradient, pass->inputs, deltas, (Finish){.add = 1});
  add_rows(gradient_of(&g->parameters, g->first_bias), deltas);
}
