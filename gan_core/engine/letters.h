// A word as points: every pixel of its letters' ink, as scripts/letters.py has drawn them.
#pragma once
#include "data.h"

// Puts the points into the distribution, the longer side from -2.4 to 2.4; returns how many, and changes nothing where there is none.
// Letters that no file has drawn are left out.
int place_letters(Distribution *distribution, const unsigned short *letters, int count);
