// Matrices of floats, row by row, and their products.
#pragma once
#include "vectors.h"

// Rows begin `stride` floats apart, a multiple of 4; what lies between `columns` and `stride` is 0, and stays so.
typedef struct {
  float *data;
  int rows, columns, stride;
} Matrix;

static inline int padded(int columns) { return (columns + 3) & ~3; }
static inline float *row_of(Matrix matrix, int row) { return matrix.data + row * matrix.stride; }

Matrix new_matrix(int rows, int columns);

// `count` rows from `first` on; nothing is copied.
static inline Matrix rows_of(Matrix matrix, int first, int count) {
  return (Matrix){row_of(matrix, first), count, matrix.columns, matrix.stride};
}

// What happens to a product before it is stored: + bias (of columns), max(., 0), 0 where `active` is not positive, + what was there.
typedef struct {
  const float *bias;
  int relu;
  const Matrix *active;
  int add;
} Finish;

// out = left right
void multiply(Matrix out, Matrix left, Matrix right, Finish finish);

// out = left' right
void multiply_transposed(Matrix out, Matrix left, Matrix right, Finish finish);

// out = matrix'
void transpose(Matrix out, Matrix matrix);

// out (columns) += the sum of all rows
void add_rows(float *out, Matrix matrix);
