// The module's face: one game lies in one instance's memory, so a copy of the memory is a copy of the game.
#include "history.h"
#include "letters.h"
#include "memory.h"
#include "units.h"

#define EXPORT(name) __attribute__((export_name(#name))) name

static Players players;
static View view;
static Units units;
static History history, measurements;
static double settings[SETTING_count];
static int step_count, since;  // steps so far; the step of the last change
static int game_memory;        // memory below belongs to the game, above to a question

// One step in pieces: D's updates, if there is one, then G's, the first of which works on the last fakes that D saw.
#define PHASES(X) X(rest) X(fakes) X(discriminator_gradient) X(discriminator_update) X(generator_gradient) X(generator_update)
enum Phase {
#define X(name) PHASE_##name,
  PHASES(X)
#undef X
};
static enum Phase phase;
static int rounds;  // updates of the present player that this step has made

// --------------------------------------------------------------------------------------------------------- what the host can read

static Matrix samples_real, samples_fake, numbers, measures, shares, floor_measures, modes, scene_row, asked, answered, history_rows;
static Matrix measurement_rows, generator, generator_gradients, discriminator, discriminator_gradients;

#define ARRAYS(X)                                                                                                                     \
  X(real, view.real) X(z, view.z) X(z_grid, view.z_grid) X(modes, modes) X(fake, view.fake) X(heat, view.heat) X(grid, view.grid)      \
  X(arrows, view.arrows) X(numbers, numbers) X(measures, measures) X(shares, shares) X(floor, floor_measures) X(history, history_rows) \
  X(measurements, measurement_rows) X(samples_real, samples_real) X(samples_fake, samples_fake) X(batch_z, view.batch_z)                            \
  X(batch_real, view.batch_real) X(batch_fake, view.batch_fake) X(batch_after, view.batch_after)                                      \
  X(batch_real_scores, view.batch_real_scores) X(batch_fake_scores, view.batch_fake_scores) X(batch_real_pull, view.batch_real_pull)  \
  X(batch_fake_pull, view.batch_fake_pull) X(batch_arrows, view.batch_arrows) X(generator, generator)                                 \
  X(between, players.between) X(paths, players.paths) X(generator_gradient, generator_gradients) X(discriminator, discriminator)         \
  X(discriminator_gradient, discriminator_gradients)                                                                                  \
  X(generator_units, units.generator) X(discriminator_units, units.discriminator) X(input, asked) X(output, answered) X(scene, scene_row)

#define SCENE(X) X(box) X(near) X(sigma) X(sigmoid) X(boundary) X(absolute) X(since)

// Every table of names the hosts need, in the order of its numbers: one line each.
const char *EXPORT(description)(void) {
  static const char text[] =
#define X(type, name) " " #name
      "settings" SETTINGS(X)
#undef X
#define X(name, matrix) " " #name
      "\narrays" ARRAYS(X)
#undef X
#define X(name) " " #name
      "\nhidden" HIDDEN(X) "\nfamily" FAMILIES(X) "\nsolver" SOLVERS(X) "\nloss" LOSSES(X) "\nlatent" LATENTS(X) "\noptimizer" OPTIMISERS(X)
      "\ndata" DATA_SETS(X) "\nnumbers" NUMBERS(X) "\nmeasures" MEASURES(X) "\nphases" PHASES(X) "\nscene" SCENE(X);
#undef X
  return text;
}

// Where the host writes the settings, before `create` or `change`, and drawn points or letters.
double *EXPORT(settings_memory)(void) { return settings; }

// Where the host writes the points of data = "points", at most MAX_POINTS.
float *EXPORT(points_x)(void) { return players.distribution.x; }
float *EXPORT(points_y)(void) { return players.distribution.y; }
void EXPORT(points_count)(int count) { players.distribution.count = count; }

// The points of data = "text": of up to MAX_LETTERS letters of 16 bits. Returns how many points; 0: no ink, and nothing has changed.
enum { MAX_LETTERS = 64 };
static unsigned short letters[MAX_LETTERS];
unsigned short *EXPORT(letters_memory)(void) { return letters; }
int EXPORT(place_word)(int count) { return place_letters(&players.distribution, letters, count); }

// An array as {data, rows, columns, stride}, by its place in the description.
const Matrix *EXPORT(array)(int which) {
  static const Matrix *const arrays[] = {
#define X(name, matrix) &matrix,
      ARRAYS(X)
#undef X
  };
  return arrays[which];
}

static Matrix row_matrix(float *data, int columns) { return (Matrix){data, 1, columns, padded(columns)}; }

static void tell_scene(void) {
  const Distribution *data = &players.distribution;
  float scene[] = {data->box, data->near, data->sigma, (float)players.objective->sigmoid, players.objective->boundary,
                   (float)players.objective->absolute, (float)since};
  for (int i = 0; i < (int)(sizeof scene / sizeof *scene); i++) scene_row.data[i] = scene[i];
  modes.rows = data->modes;
  for (int k = 0; k < data->modes; k++) row_of(modes, k)[0] = data->x[k], row_of(modes, k)[1] = data->y[k];
  shares.columns = data->modes;
}

// ------------------------------------------------------------------------------------------------------------------------------ moves

static void draw_samples(unsigned stream, int count) {
  int mark = memory_mark();
  Random random;
  random_start(&random, players.config.seed, stream);
  samples_real.rows = samples_fake.rows = count;
  Matrix z = new_matrix(count, players.config.latent_dim);
  distribution_draw(&players.distribution, &random, samples_real);
  draw_noise(&players.config, &random, z);
  generate(&view, &players, z, samples_fake);
  memory_release(mark);
}

static int fakes_are_finite(void) {
  Floats sum = all(0);
  for (int i = 0; i < samples_fake.rows; i++) sum = add(sum, mul(load(row_of(samples_fake, i)), all(0)));
  return wasm_f32x4_extract_lane(sum, 0) + wasm_f32x4_extract_lane(sum, 1) == 0;
}

static void record(void) {
  float *row = history_row(&history, step_count);
  if (row) players_numbers(&players, row + 1);
  if (step_count % measurements.stride || players.config.family != FAMILY_adversarial) return;  // the doctor examines games
  draw_samples(STREAM_measured, MEASUREMENT_POINTS);
  if (!fakes_are_finite()) return;
  row = history_row(&measurements, step_count);
  if (row) measure_for_doctor(&players.distribution, samples_real, samples_fake, row);
}

// The next phase of a step, which is over once it is at rest.
int EXPORT(advance)(void) {
  const Config *config = &players.config;
  int d_steps = config->family == FAMILY_adversarial ? config->discriminator_steps : 0;
  int d_left = phase <= PHASE_discriminator_update && rounds < d_steps;
  if (phase == PHASE_rest || (phase == PHASE_discriminator_update && d_left)) draw_fakes(&players), phase = PHASE_fakes;
  else if (phase == PHASE_fakes && d_left) discriminator_gradient(&players), phase = PHASE_discriminator_gradient;
  else if (phase == PHASE_discriminator_gradient) {
    discriminator_move(&players), phase = PHASE_discriminator_update;
    rounds++;
  } else if (phase == PHASE_generator_gradient) {
    generator_move(&players), phase = PHASE_generator_update;
    rounds++;
  } else if (phase == PHASE_generator_update && rounds == d_steps + config->generator_steps) {
    phase = PHASE_rest, rounds = 0;
    if (players.finite) step_count++, record();
  } else if (phase == PHASE_generator_update) draw_fakes(&players), phase = PHASE_fakes;
  else generator_gradient(&players), phase = PHASE_generator_gradient;
  return phase;
}

// What is left of a step that was begun in slow motion; whether there was anything. Every move begins with it; the host asks for it before it
// writes other points.
int EXPORT(finish_step)(void) {
  int begun = phase != PHASE_rest;
  while (phase != PHASE_rest) advance();
  return begun;
}

static void adopt(Config config) {
  finish_step();
  if (game_memory) memory_release(game_memory);
  players_adopt(&players, config);
  game_memory = memory_mark();
  since = step_count;
  history_forget(&measurements, MEASUREMENT_STEPS);
  view_adopt(&view, &players);
  tell_scene();
}

// A new game with the settings written.
void EXPORT(create)(void) {
  static int begin;
  if (begin) memory_release(begin);
  begin = memory_mark();
  step_count = since = rounds = game_memory = 0, phase = PHASE_rest;
  Config config = config_of(settings);
  players_start(&players, config);
  view_start(&view, &players);
  units_start(&units, &players);
  history = new_history(MAX_ROWS, ROW, FIRST_STRIDE), measurements = new_history(MAX_MEASUREMENTS, MEASUREMENT, MEASUREMENT_STEPS);
  samples_real = new_matrix(SAMPLES, 2), samples_fake = new_matrix(SAMPLES, 2), modes = new_matrix(MAX_MODES, 2);
  numbers = row_matrix(allocate(NUMBER_count), NUMBER_count), measures = row_matrix(allocate(MEASURE_count), MEASURE_count);
  floor_measures = row_matrix(allocate(MEASURE_count), MEASURE_count), shares = row_matrix(allocate(MAX_MODES), MAX_MODES);
  scene_row = row_matrix(allocate(8), 7);
  generator = row_matrix(players.generator.theta, players.generator.size);
  discriminator = row_matrix(players.discriminator.theta, players.discriminator.size);
  generator_gradients = row_matrix(players.generator.gradient, players.generator.size);
  discriminator_gradients = row_matrix(players.discriminator.gradient, players.discriminator.size);
  adopt(config);
}

// The game goes on with the settings written; the networks' sizes and the seed are not read.
void EXPORT(change)(void) { adopt(config_of(settings)); }

// Tries to take `count` steps and returns how many were tried: the last one fails where a number leaves the range of floats.
int EXPORT(step)(int count) {
  finish_step();
  int tried = 0;
  for (; tried < count && players.finite; tried++) {
    advance();
    finish_step();
  }
  return tried;
}

// One update of D, where there is one, or of G, alone.
void EXPORT(update_discriminator)(void) {
  finish_step();
  if (players.config.family != FAMILY_adversarial) return;
  draw_fakes(&players), discriminator_gradient(&players), discriminator_move(&players);
}
void EXPORT(update_generator)(void) {
  finish_step();
  draw_fakes(&players), generator_gradient(&players), generator_move(&players);
}

// -------------------------------------------------------------------------------------------------------------------------- questions

int EXPORT(steps_so_far)(void) { return step_count; }
int EXPORT(finite)(void) { return players.finite; }

// Everything of a frame: arrays fake, heat, grid, arrows, numbers.
void EXPORT(frame)(void) {
  view_frame(&view, &players);
  players_numbers(&players, numbers.data);
}

// Arrays generator_units, discriminator_units.
void EXPORT(map)(void) { map_units(&units, &view, &players); }

// Everything of a stage in slow motion: arrays batch_..., numbers. Returns D's loss on what is shown.
double EXPORT(batch)(void) {
  view_batch(&view, &players);
  players_numbers(&players, numbers.data);
  return view.batch_loss;
}

void EXPORT(count_numbers)(void) { players_numbers(&players, numbers.data); }

// Arrays history and measurements.
void EXPORT(history_arrays)(void) {
  history_rows = (Matrix){history.rows, history.count, ROW, ROW};
  measurement_rows = (Matrix){measurements.rows, measurements.count, MEASUREMENT, MEASUREMENT};
}

// `count` real and fake points, always of the same random numbers, so that measurements can be compared: arrays samples_real, samples_fake.
void EXPORT(sample)(int count) { draw_samples(STREAM_measured, count); }

// Arrays measures and shares; 0 where a fake is not finite, and then there are none.
int EXPORT(measure)(void) {
  draw_samples(STREAM_measured, SAMPLES);
  if (!fakes_are_finite()) return 0;
  measure_clouds(&players.distribution, samples_real, samples_fake, measures.data, shares.data);
  return 1;
}

// What as many other real points measure in the fakes' place, the best that can be expected: array floor.
void EXPORT(measure_floor)(void) {
  draw_samples(STREAM_measured, SAMPLES);
  Random random;
  random_start(&random, players.config.seed, STREAM_floor);
  distribution_draw(&players.distribution, &random, samples_fake);
  float unused[MAX_MODES];
  measure_clouds(&players.distribution, samples_real, samples_fake, floor_measures.data, unused);
}

// Room for the array `input`, for the questions below, which answer in the array `output`.
void EXPORT(ask)(int rows, int columns) {
  finish_step();
  memory_release(game_memory);
  asked = new_matrix(rows, columns);
}

void EXPORT(generate_output)(void) { generate(&view, &players, asked, answered = new_matrix(asked.rows, 2)); }

void EXPORT(judge_output)(int logits) {
  answered = (Matrix){allocate(asked.rows), 1, asked.rows, padded(asked.rows)};
  (logits ? score : judge)(&view, &players, asked, answered.data);
}

// Half real, half fake points: measures and shares of those.
void EXPORT(measure_input)(void) {
  int count = asked.rows / 2;
  measure_clouds(&players.distribution, rows_of(asked, 0, count), rows_of(asked, count, count), measures.data, shares.data);
}
