// Memory from one growing piece, given back in the reverse order: nothing else is ever freed.
#pragma once

// `count` floats, zeroed, at a multiple of 16 bytes.
float *allocate(int count);

// What is allocated after `memory_mark` is given back by `memory_release`.
int memory_mark(void);
void memory_release(int mark);
