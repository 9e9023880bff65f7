#include "letters.h"

enum { HEIGHT = 68, MARGIN = 4, HEAD = 5 };  // of letters.bin
static const float SPAN = 2.4f;

extern const unsigned char drawn[], drawn_end[];
__asm__(
    ".section .rodata.drawn,\"\",@\n.globl drawn\n.type drawn,@object\ndrawn:\n.incbin \"letters.bin\"\n"
    ".globl drawn_end\n.type drawn_end,@object\ndrawn_end:\n.int8 0\n.size drawn_end, 1\n.size drawn, drawn_end - drawn\n");

static int number(const unsigned char *at) { return at[0] | at[1] << 8; }

static const unsigned char *find(unsigned short letter) {
  const unsigned char *at = drawn;
  while (at < drawn_end && number(at) != letter) at += HEAD + number(at + 3);
  return at < drawn_end ? at : 0;
}

// Adds the letter's ink, its box's left edge at `left`; returns how many points there are then.
static int ink(Distribution *to, const unsigned char *letter, int left, int count) {
  int width = letter[2] + 2 * MARGIN, place = 0, inked = 0;
  const unsigned char *end = letter + HEAD + number(letter + 3);
  for (const unsigned char *run = letter + HEAD; run < end; run++) {
    for (int i = 0; i < *run && inked; i++) {
      if (count == MAX_POINTS) return count;
      to->x[count] = (float)(left + (place + i) % width), to->y[count++] = (float)-((place + i) / width);
    }
    place += *run;
    if (*run < 255) inked = !inked;
  }
  return count;
}

// Moves the values' middle to 0; returns how far their ends are apart.
static float centre(float *values, int count) {
  float low = values[0], high = values[0];
  for (int i = 1; i < count; i++) low = values[i] < low ? values[i] : low, high = values[i] > high ? values[i] : high;
  for (int i = 0; i < count; i++) values[i] -= (low + high) / 2;
  return high - low;
}

int place_letters(Distribution *to, const unsigned short *letters, int letters_count) {
  int count = 0, left = 0;
  for (int i = 0; i < letters_count; i++) {
    const unsigned char *letter = find(letters[i]);
    if (!letter) continue;
    count = ink(to, letter, left, count);
    left += letter[2];
  }
  if (!count) return 0;
  float wide = centre(to->x, count), high = centre(to->y, count), longer = wide > high ? wide : high;
  to->count = count, to->pitch = 2 * SPAN / (longer > 1 ? longer : 1);
  for (int i = 0; i < count; i++) to->x[i] *= to->pitch, to->y[i] *= to->pitch;
  return count;
}
