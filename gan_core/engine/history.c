#include "history.h"
#include "memory.h"

History new_history(int most, int width, int stride) { return (History){0, stride, width, most, allocate(most * width)}; }

void history_forget(History *history, int stride) { history->count = 0, history->stride = stride; }

static void halve(History *history) {
  int kept = 0;
  history->stride *= 2;
  for (int i = 0; i < history->count; i++) {
    float *row = history->rows + i * history->width;
    if ((int)row[0] % history->stride) continue;
    __builtin_memmove(history->rows + kept++ * history->width, row, (unsigned long)history->width * sizeof(float));
  }
  history->count = kept;
}

float *history_row(History *history, int step) {
  if (step % history->stride) return 0;
  if (history->count == history->most) halve(history);
  if (step % history->stride) return 0;
  float *row = history->rows + history->count++ * history->width;
  row[0] = (float)step;
  return row;
}

// Effective number of modes (exp of the entropy), from 0 for one mode, or none, to 1 for all alike.
static float spread(const float *shares, int modes) {
  double entropy = 0;
  for (int k = 0; k < modes; k++)
    if (shares[k] > 0) entropy -= (double)shares[k] * logarithm_1(shares[k]);
  return modes > 1 ? (float)((exponential_1((float)entropy) - 1.0) / (modes - 1)) : 0;
}

void measure_for_doctor(const Distribution *distribution, Matrix real, Matrix fake, float measurement[MEASUREMENT]) {
  float *diversity = measurement + 1, *quality = measurement + 2, *shares = measurement + 3;
  for (int k = 0; k < MAX_MODES; k++) shares[k] = __builtin_nanf("");
  if (!distribution->modes) {
    within(real, fake, distribution->near, quality, diversity);
    return;
  }
  int near[MAX_MODES] = {0}, total = 0;
  for (int i = 0; i < fake.rows; i++) {
    float squared;
    int mode = nearest_mode(distribution, row_of(fake, i), &squared);
    if (squared <= distribution->near * distribution->near) near[mode]++, total++;
  }
  *quality = (float)total / (float)fake.rows, *diversity = 0;
  if (!total) return;
  for (int k = 0; k < distribution->modes; k++) shares[k] = (float)near[k] / (float)total;
  *diversity = spread(shares, distribution->modes);
}
