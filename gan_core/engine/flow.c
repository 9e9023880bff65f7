#include "flow.h"
#include "memory.h"

static void set_input(Matrix inputs, int row, Floats point, float time) {
  store(row_of(inputs, row), wasm_f32x4_replace_lane(point, 2, time));  // a row of points ends with zeros
}

void flow_paths(Random *random, Matrix z, Matrix real, Matrix out) {
  for (int i = 0; i < out.rows; i += 4) {
    float times[4];
    store(times, random_uniform(random));
    for (int lane = 0; lane < 4 && i + lane < out.rows; lane++) {
      Floats from = load(row_of(z, i + lane)), to = load(row_of(real, i + lane));
      set_input(out, i + lane, add(from, mul(all(times[lane]), sub(to, from))), times[lane]);
    }
  }
}

double flow_loss(Matrix velocity, Matrix z, Matrix real, Matrix slopes) {
  double sum = 0;
  for (int i = 0; i < velocity.rows; i++) {
    Floats off = sub(load(row_of(velocity, i)), sub(load(row_of(real, i)), load(row_of(z, i))));
    store(row_of(slopes, i), mul(off, all(2 / (float)velocity.rows)));
    float parts[4];
    store(parts, mul(off, off));
    sum += (double)parts[0] + parts[1];
  }
  return sum / velocity.rows;
}

static Matrix velocity_at(Pass *pass, Matrix inputs, Matrix points, float time) {
  for (int i = 0; i < points.rows; i++) set_input(inputs, i, load(row_of(points, i)), time);
  return forward(pass, inputs);
}

void flow_sample(Pass *pass, enum Solver solver, int steps, Matrix z, Matrix out) {
  int mark = memory_mark();
  Matrix inputs = new_matrix(z.rows, FLOW_INPUTS), ahead = new_matrix(z.rows, 2), slope = new_matrix(z.rows, 2);
  Floats step = all(1 / (float)steps), half = all(0.5f / (float)steps);
  for (int i = 0; i < z.rows; i++) store(row_of(out, i), load(row_of(z, i)));
  for (int k = 0; k < steps; k++) {
    Matrix velocity = velocity_at(pass, inputs, out, (float)k / (float)steps);
    Matrix next = solver == SOLVER_euler ? out : ahead;
    for (int i = 0; i < z.rows; i++) {
      store(row_of(slope, i), load(row_of(velocity, i)));
      store(row_of(next, i), add(load(row_of(out, i)), mul(step, load(row_of(velocity, i)))));
    }
    if (solver == SOLVER_euler) continue;
    velocity = velocity_at(pass, inputs, ahead, (float)(k + 1) / (float)steps);
    for (int i = 0; i < z.rows; i++)
      store(row_of(out, i), add(load(row_of(out, i)), mul(half, add(load(row_of(slope, i)), load(row_of(velocity, i))))));
  }
  memory_release(mark);
}
