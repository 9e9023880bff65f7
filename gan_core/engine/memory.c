#include "memory.h"

enum { PAGE = 1 << 16 };

extern unsigned char __heap_base;
static unsigned long top;

int memory_mark(void) {
  if (!top) top = ((unsigned long)&__heap_base + 15) & ~15ul;
  return (int)top;
}

void memory_release(int mark) { top = (unsigned long)mark; }

float *allocate(int count) {
  unsigned long begin = (unsigned long)memory_mark(), bytes = ((unsigned long)count * sizeof(float) + 15) & ~15ul;
  top = begin + bytes;
  unsigned long missing = top > __builtin_wasm_memory_size(0) * PAGE ? top - __builtin_wasm_memory_size(0) * PAGE : 0;
  if (missing && __builtin_wasm_memory_grow(0, (missing + PAGE - 1) / PAGE) == (unsigned long)-1) __builtin_trap();
  __builtin_memset((void *)begin, 0, bytes);
  return (float *)begin;
}
