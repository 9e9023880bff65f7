// What G is to imitate: distributions in the plane, each drawn from without end.
#pragma once
#include "matrix.h"
#include "random.h"

#define DATA_SETS(X) X(ring) X(grid) X(line) X(moons) X(swiss_roll) X(blobs) X(spiral) X(checkerboard) X(text) X(points)
enum DataSet {
#define X(name) DATA_##name,
  DATA_SETS(X)
#undef X
};

enum { MAX_MODES = 25, MAX_POINTS = 8192 };

// A distribution: four places at once, and a Gaussian of width `sigma` around them.
typedef struct Distribution {
  void (*place)(const struct Distribution *of, Random *random, Floats *x, Floats *y);
  float sigma, box, near;  // what is shown is [-box, box] squared; `near`: what counts as near a mode, or without modes near a point
  int count, modes;        // centres that are drawn from; those that are known as modes, which come first
  float pitch;             // side of the square that a letter's point stands for
  float x[MAX_POINTS], y[MAX_POINTS];
} Distribution;

// `distribution->x`, `y` and `count` hold the points already where the data are "points" or "text".
void distribution_start(Distribution *distribution, enum DataSet data);

// Fills all rows of `out` (rows, 2).
void distribution_draw(const Distribution *distribution, Random *random, Matrix out);
