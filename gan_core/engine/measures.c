#include "measures.h"
#include "memory.h"

static const float HELD = 0.01f;   // a mode is held with at least this share of all fakes near its centre
static const float WITHIN = 3;     // standard deviations within which a fake is of high quality (arXiv:1705.07761, arXiv:1712.04086)
enum { CELLS = 25, BINS = CELLS * CELLS + 1 };  // the common grid over the box, and one cell more for all that lies outside
static const double PSEUDO = 0.01;  // added to every cell's count for KL, which is infinite where a cell holds real points and no fake

int nearest_mode(const Distribution *distribution, const float *point, float *squared) {
  int nearest = 0;
  for (int k = 0; k < distribution->modes; k++) {
    float right = point[0] - distribution->x[k], up = point[1] - distribution->y[k], far = right * right + up * up;
    if (!k || far < *squared) nearest = k, *squared = far;
  }
  return nearest;
}

void within(Matrix real, Matrix fake, float radius, float *fakes, float *reals) {
  int mark = memory_mark(), whole = padded(fake.rows);
  float *x = allocate(whole), *y = allocate(whole), *hit = allocate(whole);
  for (int i = 0; i < whole; i++) x[i] = i < fake.rows ? row_of(fake, i)[0] : 3e30f, y[i] = i < fake.rows ? row_of(fake, i)[1] : 3e30f;
  int covered = 0, near = 0;
  for (int i = 0; i < real.rows; i++) {
    Floats right = all(row_of(real, i)[0]), up = all(row_of(real, i)[1]), most = all(radius * radius), any = all(0);
    for (int j = 0; j < whole; j += 4) {
      Floats dx = sub(load(x + j), right), dy = sub(load(y + j), up), close = wasm_f32x4_le(add(mul(dx, dx), mul(dy, dy)), most);
      any = wasm_v128_or(any, close);
      store(hit + j, wasm_v128_or(load(hit + j), close));
    }
    covered += wasm_v128_any_true(any);
  }
  for (int j = 0; j < fake.rows; j++) near += ((int *)hit)[j] != 0;
  *fakes = (float)near / (float)fake.rows, *reals = (float)covered / (float)real.rows;
  memory_release(mark);
}

// How many points lie in each cell, row by row.
static void count_cells(Matrix points, float box, double counts[BINS]) {
  for (int i = 0; i < BINS; i++) counts[i] = 0;
  for (int i = 0; i < points.rows; i++) {
    double x = ((double)row_of(points, i)[0] + box) * (CELLS / (2.0 * box)), y = ((double)row_of(points, i)[1] + box) * (CELLS / (2.0 * box));
    int inside = x >= 0 && x < CELLS && y >= 0 && y < CELLS;
    counts[inside ? (int)y * CELLS + (int)x : BINS - 1]++;
  }
}

static double times_log(double p, double ratio) { return p * logarithm_1((float)ratio); }

static double kullback_leibler(const double real[BINS], const double fake[BINS], int points) {
  double total = points + BINS * PSEUDO, sum = 0;
  for (int i = 0; i < BINS; i++) sum += times_log((real[i] + PSEUDO) / total, (real[i] + PSEUDO) / (fake[i] + PSEUDO));
  return sum;
}

static double jensen_shannon(const double real[BINS], const double fake[BINS], int points) {
  double sum = 0;
  for (int i = 0; i < BINS; i++) {
    double middle = (real[i] + fake[i]) / 2;
    if (real[i]) sum += times_log(real[i] / points, real[i] / middle);
    if (fake[i]) sum += times_log(fake[i] / points, fake[i] / middle);
  }
  return sum > 0 ? sum / 2 : 0;
}

// The cheapest matching of n real with n fake points, mean distance: shortest augmenting paths (Jonker and Volgenant, doi:10.1007/BF02278710).
static double wasserstein(Matrix real, Matrix fake, int n) {
  int mark = memory_mark();
  double *cost = (double *)allocate(2 * n * n), *price = (double *)allocate(2 * (n + 1)), *gain = (double *)allocate(2 * (n + 1));
  double *least = (double *)allocate(2 * (n + 1));
  int *owner = (int *)allocate(n + 1), *before = (int *)allocate(n + 1), *done = (int *)allocate(n + 1);
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double right = (double)row_of(real, i)[0] - row_of(fake, j)[0], up = (double)row_of(real, i)[1] - row_of(fake, j)[1];
      cost[i * n + j] = __builtin_sqrt(right * right + up * up);
    }
  for (int i = 1; i <= n; i++) {  // columns and rows count from 1; column 0 holds the row that looks for one
    int column = 0;
    owner[0] = i;
    for (int j = 0; j <= n; j++) least[j] = __builtin_inf(), done[j] = 0;
    do {
      int row = owner[column], next = 0;
      double smallest = __builtin_inf();
      done[column] = 1;
      for (int j = 1; j <= n; j++) {
        if (done[j]) continue;
        double reduced = cost[(row - 1) * n + j - 1] - gain[row] - price[j];
        if (reduced < least[j]) least[j] = reduced, before[j] = column;
        if (least[j] < smallest) smallest = least[j], next = j;
      }
      for (int j = 0; j <= n; j++)
        if (done[j]) gain[owner[j]] += smallest, price[j] -= smallest;
        else least[j] -= smallest;
      column = next;
    } while (owner[column]);
    for (; column; column = before[column]) owner[column] = owner[before[column]];
  }
  double sum = 0;
  for (int j = 1; j <= n; j++) sum += cost[(owner[j] - 1) * n + j - 1];
  memory_release(mark);
  return sum / n;
}

void measure_clouds(const Distribution *distribution, Matrix real, Matrix fake, float measures[MEASURE_count], float shares[MAX_MODES]) {
  int count = fake.rows, paired = count < PAIRED ? count : PAIRED, near[MAX_MODES] = {0}, good = 0, all_near = 0, held = 0;
  within(real, fake, distribution->near, &measures[MEASURE_near], &measures[MEASURE_covered]);
  for (int i = 0; i < count && distribution->modes; i++) {
    float squared, most = distribution->near * distribution->near, best = WITHIN * distribution->sigma;
    int mode = nearest_mode(distribution, row_of(fake, i), &squared);
    if (squared <= most) near[mode]++, all_near++;
    good += squared <= best * best;
  }
  for (int k = 0; k < distribution->modes; k++) shares[k] = (float)near[k] / (float)count, held += (float)near[k] >= HELD * (float)count;
  if (distribution->modes) measures[MEASURE_near] = (float)all_near / (float)count;
  measures[MEASURE_modes] = distribution->modes ? (float)held : __builtin_nanf("");
  measures[MEASURE_high_quality] = distribution->modes ? (float)good / (float)count : __builtin_nanf("");
  double p[BINS], q[BINS];
  count_cells(real, distribution->box, p), count_cells(fake, distribution->box, q);
  measures[MEASURE_kl] = (float)kullback_leibler(p, q, count), measures[MEASURE_js] = (float)jensen_shannon(p, q, count);
  measures[MEASURE_w1] = (float)wasserstein(real, fake, paired);
}
