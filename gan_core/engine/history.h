// What is recorded of a game's steps, in bounded memory however long it lasts: every so manyth, twice as few whenever it is full.
#pragma once
#include "measures.h"
#include "players.h"

enum {
  MAX_ROWS = 2000,
  FIRST_STRIDE = 5,  // writing down every step would cost small networks a third of their speed
  ROW = 1 + NUMBER_count,  // the step, and its numbers
  MAX_MEASUREMENTS = 48,
  MEASUREMENT_STEPS = 50,
  MEASUREMENT_POINTS = 800,
  MEASUREMENT = 3 + MAX_MODES  // step, diversity, quality, and each mode's share of the points near any (NaN where there is none)
};

typedef struct {
  int count, stride, width, most;
  float *rows;  // each begins with its step
} History;

History new_history(int most, int width, int stride);

// Where this step's row is to be written; null where it is not one that is kept.
float *history_row(History *history, int step);

// From step 0 on, with the first stride.
void history_forget(History *history, int stride);

// Diversity (0: one thing, 1: as the data), quality (share of points that look real) and shares of the modes: for the doctor.
void measure_for_doctor(const Distribution *distribution, Matrix real, Matrix fake, float measurement[MEASUREMENT]);
