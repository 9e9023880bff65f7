#include "view.h"
#include "memory.h"

void view_start(View *view, Players *p) {
  int dim = p->config.latent_dim, lines = dim == 2 ? GRID * GRID : CURVE;
  view->generated = new_pass(&p->generator, CHUNK), view->scored = new_pass(&p->discriminator, CHUNK);
  view->scaled = new_matrix(CHUNK, 2), view->opposed = allocate(CHUNK);
  view->real = new_matrix(SHOWN, 2), view->z = new_matrix(SHOWN, dim), view->z_grid = new_matrix(lines, dim);
  view->fake = new_matrix(SHOWN, 2), view->heat = new_matrix(HEAT, HEAT), view->grid = new_matrix(lines, 2);
  view->arrows = new_matrix(ARROWS, 4);
  view->batch_z = new_matrix(SLOW, dim), view->batch_real = new_matrix(SLOW, 2), view->batch_fake = new_matrix(SLOW, 2);
  view->batch_after = new_matrix(SLOW, 2), view->batch_arrows = new_matrix(SLOW, 4);
  Matrix *columns[] = {&view->batch_real_scores, &view->batch_fake_scores, &view->batch_real_pull, &view->batch_fake_pull};
  for (int i = 0; i < 4; i++) *columns[i] = (Matrix){allocate(SLOW), 1, SLOW, SLOW};
}

void view_adopt(View *view, Players *p) {
  Random random;
  random_start(&random, p->config.seed, STREAM_shown);
  distribution_draw(&p->distribution, &random, view->real);
  draw_noise(&p->config, &random, view->z);
  int lines = p->config.latent_dim == 2 ? GRID : CURVE;
  for (int i = 0; i < view->z_grid.rows; i++)
    for (int column = 0; column < p->config.latent_dim; column++) {
      float share = ((float)(column ? i / lines : i % lines) + 0.5f) / (float)lines;  // of the latent distribution below the line
      row_of(view->z_grid, i)[column] = p->config.latent == LATENT_normal ? normal_quantile(share) : 2 * share - 1;
    }
}

static void make(View *view, const Players *p, Matrix z, Matrix out) {
  if (p->config.family == FAMILY_flow) {
    flow_sample(&view->generated, (enum Solver)p->config.solver, p->config.flow_steps, z, out);
    return;
  }
  Matrix made = forward(&view->generated, z);
  for (int i = 0; i < z.rows; i++) store(row_of(out, i), load(row_of(made, i)));
}

void generate(View *view, const Players *p, Matrix z, Matrix out) {
  for (int first = 0; first < z.rows; first += CHUNK) {
    int rows = z.rows - first < CHUNK ? z.rows - first : CHUNK;
    make(view, p, rows_of(z, first, rows), rows_of(out, first, rows));
    for (int i = first; i < first + rows; i++) store(row_of(out, i), mul(load(row_of(out, i)), all((float)p->config.data_scale)));
  }
}

static Matrix logits_of(View *view, const Players *p, Matrix points) {
  for (int i = 0; i < points.rows; i++)
    for (int column = 0; column < 2; column++) row_of(view->scaled, i)[column] = row_of(points, i)[column] / (float)p->config.data_scale;
  return forward(&view->scored, rows_of(view->scaled, 0, points.rows));
}

void score(View *view, const Players *p, Matrix points, float *logits) {
  for (int first = 0; first < points.rows; first += CHUNK) {
    int rows = points.rows - first < CHUNK ? points.rows - first : CHUNK;
    read_logits(logits_of(view, p, rows_of(points, first, rows)), logits + first);
  }
}

void judge(View *view, const Players *p, Matrix points, float *shown) {
  score(view, p, points, shown);
  for (int i = 0; i < points.rows && p->objective->sigmoid; i += 4) store(shown + i, sigmoid(load(shown + i)));
}

void arrows_at(View *view, const Players *p, Matrix fakes, Matrix out) {
  int mark = memory_mark(), rows = fakes.rows;
  float *logits = allocate(rows), *slopes = allocate(rows);
  if (p->objective->paired) score(view, p, rows_of(view->real, 0, rows), view->opposed);
  read_logits(logits_of(view, p, fakes), logits);
  generator_slopes(p->objective, logits, view->opposed, rows, slopes);
  set_output_deltas(&view->scored, slopes);
  backward(&view->scored);
  input_gradient(&view->scored, 0, rows_of(view->scaled, 0, rows));
  for (int i = 0; i < rows; i++) {
    const float *slope = row_of(view->scaled, i), *at = row_of(fakes, i);
    store(row_of(out, i), wasm_f32x4_make(at[0], at[1], -slope[0], -slope[1]));
  }
  memory_release(mark);
}

// Where drifting moves the first fakes in view, held against as many real points as a batch may have here.
static void drifts_at(View *view, const Players *p) {
  int mark = memory_mark();
  Matrix clouds[] = {new_matrix(CHUNK, 2), new_matrix(CHUNK, 2), new_matrix(CHUNK, 2)}, *points[] = {&view->fake, &view->real};
  for (int k = 0; k < 2; k++)
    for (int i = 0; i < CHUNK; i++) store(row_of(clouds[k], i), mul(load(row_of(*points[k], i)), all(1 / (float)p->config.data_scale)));
  drifting_field(clouds[0], clouds[1], (float)p->config.drift_temperature, clouds[2]);
  for (int i = 0; i < ARROWS; i++) {
    const float *at = row_of(view->fake, i), *drift = row_of(clouds[2], i);
    store(row_of(view->arrows, i), wasm_f32x4_make(at[0], at[1], drift[0], drift[1]));
  }
  memory_release(mark);
}

// No D: no arrows but drifting's, and a map without values.
static void view_alone(View *view, const Players *p) {
  for (int i = 0; i < HEAT; i++)
    for (int j = 0; j < HEAT; j++) row_of(view->heat, i)[j] = __builtin_nanf("");
  for (int i = 0; i < ARROWS; i++) store(row_of(view->arrows, i), mul(load(row_of(view->fake, i)), wasm_f32x4_make(1, 1, 0, 0)));
  if (p->config.family == FAMILY_drifting) drifts_at(view, p);
}

void view_frame(View *view, const Players *p) {
  generate(view, p, view->z, view->fake);
  generate(view, p, view->z_grid, view->grid);
  if (p->config.family != FAMILY_adversarial) {
    view_alone(view, p);
    return;
  }
  arrows_at(view, p, rows_of(view->fake, 0, ARROWS), view->arrows);
  int mark = memory_mark();
  Matrix points = new_matrix(HEAT * HEAT, 2);
  for (int i = 0; i < HEAT * HEAT; i++)
    for (int column = 0; column < 2; column++) {
      float middle = ((float)(column ? i / HEAT : i % HEAT) + 0.5f) / HEAT;
      row_of(points, i)[column] = (2 * middle - 1) * p->distribution.box;
    }
  judge(view, p, points, view->heat.data);
  memory_release(mark);
}

static void take(Matrix out, Matrix from, float scale) {
  for (int i = 0; i < out.rows; i++) store(row_of(out, i), mul(load(row_of(from, i)), all(scale)));
}

void view_batch(View *view, const Players *p) {
  int batch = p->config.batch_size, rows = batch < SLOW ? batch : SLOW;
  Matrix *seen[] = {&view->batch_z, &view->batch_real, &view->batch_fake, &view->batch_after, &view->batch_arrows};
  for (int i = 0; i < 5; i++) seen[i]->rows = rows;
  Matrix *columns[] = {&view->batch_real_scores, &view->batch_fake_scores, &view->batch_real_pull, &view->batch_fake_pull};
  for (int i = 0; i < 4; i++) columns[i]->columns = rows;

  float scale = (float)p->config.data_scale;
  take(view->batch_z, p->z, 1), take(view->batch_real, p->both, scale);
  take(view->batch_fake, p->made.values[p->generator.layers - 1], scale);
  generate(view, p, view->batch_z, view->batch_after);
  score(view, p, view->batch_real, view->batch_real_scores.data), score(view, p, view->batch_fake, view->batch_fake_scores.data);
  const float *real = view->batch_real_scores.data, *fake = view->batch_fake_scores.data;
  discriminator_slopes(p->objective, real, fake, rows, view->batch_real_pull.data, view->batch_fake_pull.data);
  view->batch_loss = discriminator_loss(p->objective, real, fake, rows);
  judge(view, p, view->batch_real, view->batch_real_scores.data), judge(view, p, view->batch_fake, view->batch_fake_scores.data);
  arrows_at(view, p, view->batch_fake, view->batch_arrows);
}
