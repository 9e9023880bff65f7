#include "players.h"
#include "memory.h"

static int is_finite(double value) { return value - value == 0; }

// ------------------------------------------------------------------------------------------------------------------------ small parts

void draw_noise(const Config *config, Random *random, Matrix z) {
  int each = 4 / config->latent_dim;  // rows of four numbers
  for (int i = 0; i < z.rows;) {
    Floats drawn[2];
    if (config->latent == LATENT_normal) random_normal(random, &drawn[0], &drawn[1]);
    else
      for (int half = 0; half < 2; half++) drawn[half] = sub(mul(random_uniform(random), all(2)), all(1));
    for (int half = 0; half < 2; half++) {
      float values[4];
      store(values, drawn[half]);
      for (int k = 0; k < each && i < z.rows; k++, i++)
        for (int column = 0; column < config->latent_dim; column++) row_of(z, i)[column] = values[k * config->latent_dim + column];
    }
  }
}

void read_logits(Matrix outputs, float *logits) {
  for (int i = 0; i < outputs.rows; i++) logits[i] = row_of(outputs, i)[0];
}

void set_output_deltas(Pass *pass, const float *factors) {
  Matrix deltas = pass->deltas[pass->network->layers - 1];
  for (int i = 0; i < pass->rows; i++) row_of(deltas, i)[0] = factors ? factors[i] : 1;
}

static void scale_rows(Matrix matrix, float factor) {
  for (int i = 0; i < matrix.rows; i++) store(row_of(matrix, i), mul(load(row_of(matrix, i)), all(factor)));
}

static void copy_rows(Matrix to, Matrix from) {
  for (int i = 0; i < from.rows; i++) store(row_of(to, i), load(row_of(from, i)));
}

static void draw_real(Players *p, Matrix out) {
  distribution_draw(&p->distribution, &p->streams[STREAM_real], out);
  scale_rows(out, 1 / (float)p->config.data_scale);
}

// ------------------------------------------------------------------------------------------------------------------- start and change

static void clip_weights(Players *p) {  // arXiv:1701.07875
  if (p->config.loss != LOSS_wgan) return;
  Floats most = all((float)p->config.clip_value);
  for (int i = 0; i < p->discriminator.size; i += 4) {
    float *theta = p->discriminator.theta + i;
    store(theta, wasm_f32x4_max(wasm_f32x4_min(load(theta), most), wasm_f32x4_neg(most)));
  }
}

void players_start(Players *p, Config config) {
  p->finite = 1, p->generator_norm = p->discriminator_norm = p->alone_loss = __builtin_nan("");
  p->judged_rows = p->guided_rows = p->opposed_rows = 0;
  for (unsigned stream = 0; stream <= STREAM_mix; stream++) random_start(&p->streams[stream], config.seed, stream);
  new_network(&p->generator, config.family == FAMILY_flow ? FLOW_INPUTS : config.latent_dim, config.generator_hidden, 2);
  new_network(&p->discriminator, 2, config.discriminator_hidden, 1);
  start_network(&p->generator, &p->streams[STREAM_weights]);
  start_network(&p->discriminator, &p->streams[STREAM_weights]);
  p->generator_optimiser = new_optimiser(p->generator.size), p->discriminator_optimiser = new_optimiser(p->discriminator.size);
  p->config = config, p->batch_memory = 0;
}

void players_adopt(Players *p, Config config) {
  if (config.optimizer != p->config.optimizer) forget_moments(&p->generator_optimiser), forget_moments(&p->discriminator_optimiser);
  p->config = config, p->objective = objective_of((enum Loss)config.loss);
  distribution_start(&p->distribution, (enum DataSet)config.data);
  if (p->batch_memory) memory_release(p->batch_memory);
  p->batch_memory = memory_mark();
  int rows = config.batch_size;
  p->z = new_matrix(rows, config.latent_dim), p->both = new_matrix(2 * rows, 2);
  p->between = new_matrix(rows, 2), p->direction = new_matrix(rows, 2), p->paths = new_matrix(rows, FLOW_INPUTS);
  p->made = new_pass(&p->generator, rows), p->judged = new_pass(&p->discriminator, 2 * rows), p->guided = new_pass(&p->discriminator, rows);
  p->real_slopes = allocate(rows), p->fake_slopes = allocate(rows), p->factors = allocate(2 * rows);
  clip_weights(p);
}

// ----------------------------------------------------------------------------------------------------------------------------- updates

void draw_fakes(Players *p) {
  draw_noise(&p->config, &p->streams[STREAM_noise], p->z);
  if (p->config.family != FAMILY_flow) {
    forward(&p->made, p->z);
    return;
  }
  Matrix real = rows_of(p->both, 0, p->config.batch_size);
  draw_real(p, real);
  flow_paths(&p->streams[STREAM_mix], p->z, real, p->paths);
  forward(&p->made, p->paths);
}

// gamma/2 E||grad D(x)||^2 over the rows from `first` on (arXiv:1801.04406 equation 9): R1 on real points, R2 on fakes
static void add_zero_centred_penalty(Players *p, double weight, int first) {
  if (!weight) return;
  input_gradient(&p->judged, first, p->direction);
  scale_rows(p->direction, (float)(weight / p->config.batch_size));
  add_penalty_gradient(&p->judged, p->direction, first);
}

// lambda E(||grad D(x)|| - 1)^2 between real and fake points (arXiv:1704.00028 equation 3)
static void add_gradient_penalty(Players *p) {
  int rows = p->config.batch_size;
  for (int i = 0; i < rows; i += 4) {
    float mix[4];
    store(mix, random_uniform(&p->streams[STREAM_mix]));
    for (int lane = 0; lane < 4 && i + lane < rows; lane++) {
      Floats real = load(row_of(p->both, i + lane)), fake = load(row_of(p->both, rows + i + lane));
      store(row_of(p->between, i + lane), add(fake, mul(all(mix[lane]), sub(real, fake))));
    }
  }
  forward(&p->guided, p->between);
  set_output_deltas(&p->guided, 0);
  backward(&p->guided);
  input_gradient(&p->guided, 0, p->direction);
  for (int i = 0; i < rows; i++) {
    float *slope = row_of(p->direction, i), norm = __builtin_sqrtf(slope[0] * slope[0] + slope[1] * slope[1]);
    float factor = (float)(2 * p->config.gp_weight / rows) * (norm - 1) / (norm > 1e-12f ? norm : 1e-12f);
    slope[0] *= factor, slope[1] *= factor;
  }
  add_penalty_gradient(&p->guided, p->direction, 0);
}

void discriminator_gradient(Players *p) {
  int rows = p->judged_rows = p->config.batch_size;
  draw_real(p, rows_of(p->both, 0, rows));
  copy_rows(rows_of(p->both, rows, rows), rows_of(p->made.values[p->generator.layers - 1], 0, rows));
  Matrix outputs = forward(&p->judged, p->both);
  read_logits(rows_of(outputs, 0, rows), p->real_logits), read_logits(rows_of(outputs, rows, rows), p->fake_logits);
  discriminator_slopes(p->objective, p->real_logits, p->fake_logits, rows, p->real_slopes, p->fake_slopes);
  for (int i = 0; i < rows; i++)
    p->factors[i] = p->real_slopes[i] / (float)rows, p->factors[rows + i] = p->fake_slopes[i] / (float)rows;

  clear_gradient(&p->discriminator);
  int penalised = p->config.r1_weight || p->config.r2_weight;
  set_output_deltas(&p->judged, penalised ? 0 : p->factors);
  backward(&p->judged);
  if (penalised) {  // of the logits themselves; D has one output, so its loss's chain is that of its logit times a factor a row
    add_zero_centred_penalty(p, p->config.r1_weight, 0);
    add_zero_centred_penalty(p, p->config.r2_weight, rows);
    weigh(&p->judged, p->factors);
  }
  add_gradient(&p->judged);
  if (p->config.loss == LOSS_wgan_gp && p->config.gp_weight) add_gradient_penalty(p);
}

// What a network that learns alone has made, and the derivative of its loss by that.
static void alone_slopes(Players *p) {
  int rows = p->config.batch_size, last = p->generator.layers - 1;
  Matrix made = rows_of(p->made.values[last], 0, rows), slopes = rows_of(p->made.deltas[last], 0, rows), real = rows_of(p->both, 0, rows);
  if (p->config.family == FAMILY_flow) {
    p->alone_loss = flow_loss(made, p->z, real, slopes);
    return;
  }
  draw_real(p, real);
  drifting_field(made, real, (float)p->config.drift_temperature, p->direction);
  p->alone_loss = drifting_loss(p->direction, slopes);
}

static void slopes_through_discriminator(Players *p) {
  int rows = p->guided_rows = p->config.batch_size;
  p->opposed_rows = p->objective->paired ? rows : 0;
  if (p->objective->paired) {
    draw_real(p, p->between);
    read_logits(forward(&p->judged, p->between), p->opposed_logits);
  }
  read_logits(forward(&p->guided, rows_of(p->made.values[p->generator.layers - 1], 0, rows)), p->guided_logits);
  generator_slopes(p->objective, p->guided_logits, p->opposed_logits, rows, p->fake_slopes);
  for (int i = 0; i < rows; i++) p->factors[i] = p->fake_slopes[i] / (float)rows;
  set_output_deltas(&p->guided, p->factors);
  backward(&p->guided);
  input_gradient(&p->guided, 0, rows_of(p->made.deltas[p->generator.layers - 1], 0, rows));
}

void generator_gradient(Players *p) {
  (p->config.family == FAMILY_adversarial ? slopes_through_discriminator : alone_slopes)(p);
  backward(&p->made);
  clear_gradient(&p->generator);
  add_gradient(&p->made);
}

static double norm_of(const Network *network) {
  Floats sum = all(0);
  for (int i = 0; i < network->size; i += 4) sum = add(sum, mul(load(network->gradient + i), load(network->gradient + i)));
  float parts[4];
  store(parts, sum);
  return __builtin_sqrt((double)parts[0] + parts[1] + parts[2] + parts[3]);
}

// Returns the gradient's norm; what is not finite moves nothing.
static double move(Players *p, Network *network, Optimiser *optimiser, double lr) {
  double norm = norm_of(network);
  if (!is_finite(norm)) p->finite = 0;
  if (p->finite) update(optimiser, (enum OptimiserKind)p->config.optimizer, network->theta, network->gradient, lr, p->config.beta1, p->config.beta2);
  return norm;
}

void discriminator_move(Players *p) {
  p->discriminator_norm = move(p, &p->discriminator, &p->discriminator_optimiser, p->config.discriminator_lr);
  clip_weights(p);
}

void generator_move(Players *p) { p->generator_norm = move(p, &p->generator, &p->generator_optimiser, p->config.generator_lr); }

// ----------------------------------------------------------------------------------------------------------------------------- numbers

static float mean_shown(const Objective *objective, const float *logits, int rows) {
  double sum = 0;
  for (int i = 0; i < rows; i += 4) {
    float shown[4];
    store(shown, objective->sigmoid ? sigmoid(load(logits + i)) : load(logits + i));
    for (int lane = 0; lane < 4 && i + lane < rows; lane++) sum += shown[lane];
  }
  return (float)(sum / rows);
}

void players_numbers(const Players *p, float numbers[NUMBER_count]) {
  for (int i = 0; i < NUMBER_count; i++) numbers[i] = __builtin_nanf("");
  if (p->config.family != FAMILY_adversarial) {
    numbers[NUMBER_generator_loss] = (float)p->alone_loss, numbers[NUMBER_generator_grad_norm] = (float)p->generator_norm;
    return;
  }
  int rows = p->judged_rows, above = 0, below = 0, ahead = 0;
  if (!rows) return;
  for (int i = 0; i < rows; i++) {
    above += p->real_logits[i] > p->objective->boundary, below += p->fake_logits[i] <= p->objective->boundary;
    ahead += p->real_logits[i] > p->fake_logits[i];
  }
  numbers[NUMBER_discriminator_loss] = (float)discriminator_loss(p->objective, p->real_logits, p->fake_logits, rows);
  if (p->objective->paired ? p->opposed_rows : p->guided_rows)
    numbers[NUMBER_generator_loss] = (float)generator_loss(p->objective, p->guided_logits, p->opposed_logits, p->guided_rows);
  numbers[NUMBER_real_mean] = mean_shown(p->objective, p->real_logits, rows);
  numbers[NUMBER_fake_mean] = mean_shown(p->objective, p->fake_logits, rows);
  numbers[NUMBER_discriminator_accuracy_real] = (float)above / (float)rows;
  numbers[NUMBER_discriminator_accuracy_fake] = (float)below / (float)rows;
  if (!p->objective->absolute) numbers[NUMBER_discriminator_pair_accuracy] = (float)ahead / (float)rows;
  numbers[NUMBER_generator_grad_norm] = (float)p->generator_norm;
  numbers[NUMBER_discriminator_grad_norm] = (float)p->discriminator_norm;
}
