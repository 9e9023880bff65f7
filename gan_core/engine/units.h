// What single units of both networks answer all over the z plane, and all over the plane of the points.
#pragma once
#include "view.h"

enum {
  MAP = 16,        // a unit's map has MAP x MAP points, row y, column x; together they go through a network at once
  MAX_MAPPED = 8   // units of a layer that have a map: the first ones
};

// (units, MAP MAP), layer by layer, the inputs first: of G in z, of D in the data's units.
typedef struct {
  Matrix generator, discriminator;
} Units;

void units_start(Units *units, const Players *players);

// Maps of the networks as they are.
void map_units(Units *units, View *view, const Players *players);
