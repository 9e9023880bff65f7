#include "matrix.h"
#include "memory.h"

Matrix new_matrix(int rows, int columns) { return (Matrix){allocate(rows * padded(columns)), rows, columns, padded(columns)}; }

// The left factor is read with steps of its own, so that its transpose needs no copy.
typedef struct {
  const float *left;
  int row_step, depth_step, depth;
  Matrix right, out;
  Finish finish;
} Product;

// `rows` x 4 `vectors` numbers of the result, kept in registers: 4 x 8 is what sixteen of them hold.
static inline __attribute__((always_inline)) void tile(const Product *p, int i, int j, int rows, int vectors) {
  Floats sums[4][2];
  for (int r = 0; r < rows; r++)
    for (int v = 0; v < vectors; v++) sums[r][v] = p->finish.bias ? load(p->finish.bias + j + 4 * v) : all(0);
  const float *left = p->left + i * p->row_step, *right = p->right.data + j;
  for (int k = 0; k < p->depth; k++, left += p->depth_step, right += p->right.stride) {
    Floats factors[2];
    for (int v = 0; v < vectors; v++) factors[v] = load(right + 4 * v);
    for (int r = 0; r < rows; r++) {
      Floats value = wasm_v128_load32_splat(left + r * p->row_step);
      for (int v = 0; v < vectors; v++) sums[r][v] = add(sums[r][v], mul(value, factors[v]));
    }
  }
  for (int r = 0; r < rows; r++)
    for (int v = 0; v < vectors; v++) {
      float *to = row_of(p->out, i + r) + j + 4 * v;
      Floats sum = sums[r][v];
      if (p->finish.relu) sum = wasm_f32x4_pmax(sum, all(0));
      if (p->finish.active) sum = wasm_v128_and(sum, wasm_f32x4_gt(load(row_of(*p->finish.active, i + r) + j + 4 * v), all(0)));
      if (p->finish.add) sum = add(load(to), sum);
      store(to, sum);
    }
}

static inline __attribute__((always_inline)) void strip(const Product *p, int j, int vectors) {
  int i = 0;
  for (; i + 4 <= p->out.rows; i += 4) tile(p, i, j, 4, vectors);
  for (; i < p->out.rows; i++) tile(p, i, j, 1, vectors);
}

static void product(const Product *p) {
  int j = 0;
  for (; j + 8 <= p->right.stride; j += 8) strip(p, j, 2);
  if (j < p->right.stride) strip(p, j, 1);
}

void multiply(Matrix out, Matrix left, Matrix right, Finish finish) {
  product(&(Product){left.data, left.stride, 1, left.columns, right, out, finish});
}

void multiply_transposed(Matrix out, Matrix left, Matrix right, Finish finish) {
  product(&(Product){left.data, 1, left.stride, left.rows, right, out, finish});
}

void transpose(Matrix out, Matrix matrix) {
  for (int i = 0; i < matrix.rows; i++)
    for (int j = 0; j < matrix.columns; j++) row_of(out, j)[i] = row_of(matrix, i)[j];
}

void add_rows(float *out, Matrix matrix) {
  for (int j = 0; j < matrix.stride; j += 4) {
    Floats sum = load(out + j);
    for (int i = 0; i < matrix.rows; i++) sum = add(sum, load(row_of(matrix, i) + j));
    store(out + j, sum);
  }
}
