#include "units.h"
#include "memory.h"

_Static_assert(MAP * MAP <= CHUNK, "a map goes through a network at once");
static const float NORMAL_REACH = 2.5f;  // standard deviations of z that are mapped

static int mapped(int width) { return width < MAX_MAPPED ? width : MAX_MAPPED; }

static Matrix new_maps(const Network *network) {
  int units = network->weights[0].rows;
  for (int l = 0; l < network->layers; l++) units += mapped(network->weights[l].columns);
  return new_matrix(units, MAP * MAP);
}

void units_start(Units *units, const Players *p) {
  units->generator = new_maps(&p->generator), units->discriminator = new_maps(&p->discriminator);
}

// The first columns of `values`, one row of `out` each; the row after them.
static int turn(Matrix out, int row, Matrix values, float scale) {
  for (int unit = 0; unit < mapped(values.columns); unit++, row++)
    for (int i = 0; i < MAP * MAP; i++) row_of(out, row)[i] = row_of(values, i)[unit] * scale;
  return row;
}

// Of a network on a square of inputs from -reach to reach, whose own units are `scale` of what is told.
static void map(Matrix out, Pass *pass, float reach, float scale) {
  int mark = memory_mark();
  Matrix inputs = new_matrix(MAP * MAP, pass->network->weights[0].rows);
  for (int i = 0; i < inputs.rows; i++)
    for (int column = 0; column < inputs.columns; column++)
      row_of(inputs, i)[column] = (2 * ((float)(column ? i / MAP : i % MAP) + 0.5f) / MAP - 1) * reach / scale;
  forward(pass, inputs);
  int row = turn(out, 0, inputs, scale);
  for (int l = 0; l < pass->network->layers; l++) row = turn(out, row, pass->values[l], 1);
  memory_release(mark);
}

void map_units(Units *units, View *view, const Players *p) {
  map(units->generator, &view->generated, p->config.latent == LATENT_normal ? NORMAL_REACH : 1, 1);
  map(units->discriminator, &view->scored, p->distribution.box, (float)p->config.data_scale);
}
