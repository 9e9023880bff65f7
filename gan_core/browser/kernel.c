// The two loops that take the time, for WebAssembly with 128-bit vectors. Built by `make kernel` into kernel.wasm.
#include <wasm_simd128.h>

#define EXPORT(name) __attribute__((export_name(name)))

// out (rows x columns) = left (rows x depth) times right (depth x columns); row-major, columns a multiple of 8.
EXPORT("multiply")
void multiply(const float *left, const float *right, float *out, int rows, int depth, int columns) {
  int i = 0;
  for (; i + 4 <= rows; i += 4) {  // 4 rows by 8 columns stay in registers
    const float *l = left + i * depth;
    for (int j = 0; j < columns; j += 8) {
      v128_t s00 = wasm_f32x4_splat(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
      const float *r = right + j;
      for (int k = 0; k < depth; k++, r += columns) {
        v128_t r0 = wasm_v128_load(r), r1 = wasm_v128_load(r + 4), a;
        a = wasm_f32x4_splat(l[k]);
        s00 = wasm_f32x4_add(s00, wasm_f32x4_mul(a, r0)), s01 = wasm_f32x4_add(s01, wasm_f32x4_mul(a, r1));
        a = wasm_f32x4_splat(l[depth + k]);
        s10 = wasm_f32x4_add(s10, wasm_f32x4_mul(a, r0)), s11 = wasm_f32x4_add(s11, wasm_f32x4_mul(a, r1));
        a = wasm_f32x4_splat(l[2 * depth + k]);
        s20 = wasm_f32x4_add(s20, wasm_f32x4_mul(a, r0)), s21 = wasm_f32x4_add(s21, wasm_f32x4_mul(a, r1));
        a = wasm_f32x4_splat(l[3 * depth + k]);
        s30 = wasm_f32x4_add(s30, wasm_f32x4_mul(a, r0)), s31 = wasm_f32x4_add(s31, wasm_f32x4_mul(a, r1));
      }
      float *o = out + i * columns + j;
      wasm_v128_store(o, s00), wasm_v128_store(o + 4, s01), o += columns;
      wasm_v128_store(o, s10), wasm_v128_store(o + 4, s11), o += columns;
      wasm_v128_store(o, s20), wasm_v128_store(o + 4, s21), o += columns;
      wasm_v128_store(o, s30), wasm_v128_store(o + 4, s31);
    }
  }
  for (; i < rows; i++)
    for (int j = 0; j < columns; j += 4) {
      v128_t sum = wasm_f32x4_splat(0);
      for (int k = 0; k < depth; k++)
        sum = wasm_f32x4_add(sum, wasm_f32x4_mul(wasm_f32x4_splat(left[i * depth + k]), wasm_v128_load(right + k * columns + j)));
      wasm_v128_store(out + i * columns + j, sum);
    }
}

// Adds up the patches of a transposed convolution: patches (channels kernel kernel x row of `columns`) into out (channels x side' row of `wide`),
// out[c][y stride - padding + u][x stride - padding + v] += patches[c][u][v][y][x]. `out` holds the bias already.
EXPORT("scatter")
void scatter(const float *patches, float *out, int channels, int side, int columns, int kernel, int stride, int padding, int grown, int wide) {
  for (int c = 0; c < channels; c++)
    for (int u = 0; u < kernel; u++)
      for (int v = 0; v < kernel; v++, patches += columns)
        for (int y = 0; y < side; y++) {
          int row = y * stride - padding + u;
          if (row < 0 || row >= grown) continue;
          float *o = out + c * wide + row * grown;
          const float *p = patches + y * side;
          for (int x = 0; x < side; x++) {
            int column = x * stride - padding + v;
            if (column >= 0 && column < grown) o[column] += p[x];
          }
        }
}
