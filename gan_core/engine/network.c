#include "network.h"
#include "memory.h"

void new_network(Network *network, int inputs, const int hidden[MAX_HIDDEN], int outputs) {
  int widths[MAX_LAYERS + 1] = {inputs}, layers = 0;
  while (layers < MAX_HIDDEN && hidden[layers]) widths[layers + 1] = hidden[layers], layers++;
  widths[++layers] = outputs;
  network->layers = layers, network->size = 0;
  for (int l = 0; l < layers; l++) network->size += (widths[l] + 1) * padded(widths[l + 1]);
  network->theta = allocate(network->size), network->gradient = allocate(network->size);
  for (int l = 0, at = 0; l < layers; l++) {
    int rows = widths[l], columns = widths[l + 1], end = at + rows * padded(columns);
    network->weights[l] = (Matrix){network->theta + at, rows, columns, padded(columns)};
    network->weight_gradients[l] = (Matrix){network->gradient + at, rows, columns, padded(columns)};
    network->biases[l] = network->theta + end, network->bias_gradients[l] = network->gradient + end;
    network->transposed[l] = new_matrix(columns, rows);
    at = end + padded(columns);
  }
}

static void fill_uniform(Random *random, float *values, int count, float bound) {
  for (int i = 0; i < count; i += 4) {
    float drawn[4];
    store(drawn, mul(sub(mul(random_uniform(random), all(2)), all(1)), all(bound)));
    for (int lane = 0; lane < 4 && i + lane < count; lane++) values[i + lane] = drawn[lane];
  }
}

void start_network(Network *network, Random *random) {
  for (int l = 0; l < network->layers; l++) {
    Matrix weights = network->weights[l];
    float bound = 1 / __builtin_sqrtf((float)weights.rows);
    for (int i = 0; i < weights.rows; i++) fill_uniform(random, row_of(weights, i), weights.columns, bound);
    fill_uniform(random, network->biases[l], weights.columns, bound);
  }
}

Pass new_pass(Network *network, int most_rows) {
  Pass pass = {.network = network, .rows = most_rows};
  for (int l = 0; l < network->layers; l++) {
    int width = network->weights[l].columns;
    pass.values[l] = new_matrix(most_rows, width), pass.deltas[l] = new_matrix(most_rows, width);
    if (l + 1 < network->layers) pass.tangents[l] = new_matrix(most_rows, width);
  }
  return pass;
}

static Matrix used(const Pass *pass, Matrix matrix) { return rows_of(matrix, 0, pass->rows); }

Matrix forward(Pass *pass, Matrix inputs) {
  const Network *network = pass->network;
  pass->inputs = inputs, pass->rows = inputs.rows;
  Matrix below = inputs;
  for (int l = 0; l < network->layers; l++) {
    Matrix values = used(pass, pass->values[l]);
    multiply(values, below, network->weights[l], (Finish){.bias = network->biases[l], .relu = l + 1 < network->layers});
    below = values;
  }
  return below;
}

void backward(Pass *pass) {
  const Network *network = pass->network;
  for (int l = network->layers - 2; l >= 0; l--) {
    transpose(network->transposed[l + 1], network->weights[l + 1]);
    multiply(used(pass, pass->deltas[l]), used(pass, pass->deltas[l + 1]), network->transposed[l + 1], (Finish){.active = &pass->values[l]});
  }
}

void input_gradient(const Pass *pass, int first, Matrix out) {
  const Network *network = pass->network;
  transpose(network->transposed[0], network->weights[0]);
  multiply(out, rows_of(pass->deltas[0], first, out.rows), network->transposed[0], (Finish){0});
}

void weigh(Pass *pass, const float *factors) {
  for (int l = 0; l < pass->network->layers; l++)
    for (int i = 0; i < pass->rows; i++) {
      float *row = row_of(pass->deltas[l], i);
      for (int j = 0; j < pass->deltas[l].stride; j += 4) store(row + j, mul(load(row + j), all(factors[i])));
    }
}

void clear_gradient(Network *network) { __builtin_memset(network->gradient, 0, (unsigned long)network->size * sizeof(float)); }

void add_gradient(Pass *pass) {
  const Network *network = pass->network;
  for (int l = 0; l < network->layers; l++) {
    Matrix below = l ? used(pass, pass->values[l - 1]) : pass->inputs, deltas = used(pass, pass->deltas[l]);
    multiply_transposed(network->weight_gradients[l], below, deltas, (Finish){.add = 1});
    add_rows(network->bias_gradients[l], deltas);
  }
}

void add_penalty_gradient(Pass *pass, Matrix direction, int first) {
  const Network *network = pass->network;
  Matrix below = direction;
  for (int l = 0; l < network->layers; l++) {
    multiply_transposed(network->weight_gradients[l], below, rows_of(pass->deltas[l], first, direction.rows), (Finish){.add = 1});
    if (l + 1 == network->layers) return;
    Matrix tangents = rows_of(pass->tangents[l], first, direction.rows), active = rows_of(pass->values[l], first, direction.rows);
    multiply(tangents, below, network->weights[l], (Finish){.active = &active});
    below = tangents;
  }
}
