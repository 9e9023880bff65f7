// Flow matching: no opponent; the network is a velocity field v(x, t), and its samples are where noise is carried to.
#pragma once
#include "config.h"

#define SOLVERS(X) X(heun) X(euler)
enum Solver {
#define X(name) SOLVER_##name,
  SOLVERS(X)
#undef X
};

enum { FLOW_INPUTS = 3 };  // x, y and the time t

// Points on straight paths, a row each: ((1 - t) z + t real, t), t uniform in [0, 1) (arXiv:2210.02747 equation 22 without sigma_min).
void flow_paths(Random *random, Matrix z, Matrix real, Matrix out);

// Mean over rows of |v - (real - z)|^2, arXiv:2210.02747 equation 23 without sigma_min; `slopes` (rows, 2): its derivative by v.
double flow_loss(Matrix velocity, Matrix z, Matrix real, Matrix slopes);

// Carries z from t = 0 to 1 along v in `steps` equal steps; Heun asks v twice a step. `pass` has room for all rows.
void flow_sample(Pass *pass, enum Solver solver, int steps, Matrix z, Matrix out);
