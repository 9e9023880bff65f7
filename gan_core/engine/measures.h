// How near the fakes are to the data: counts of modes, shares of good points, distances between two clouds of equally many points.
#pragma once
#include "data.h"

enum { SAMPLES = 2500, PAIRED = 256 };

// gan_core/playground/measures.py says what each is. NaN: there is none, for want of known modes.
#define MEASURES(X) X(modes) X(near) X(high_quality) X(covered) X(kl) X(js) X(w1)
enum Measure {
#define X(name) MEASURE_##name,
  MEASURES(X)
#undef X
  MEASURE_count
};

// Of real and fake points (N, 2), finite ones; `shares`: of all fakes near each mode.
void measure_clouds(const Distribution *distribution, Matrix real, Matrix fake, float measures[MEASURE_count], float shares[MAX_MODES]);

// The mode nearest to a point, and the squared distance to it.
int nearest_mode(const Distribution *distribution, const float *point, float *squared);

// Shares of the fakes that have a real point within `radius`, and of the real points that have a fake there.
void within(Matrix real, Matrix fake, float radius, float *fakes, float *reals);
