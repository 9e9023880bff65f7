#include "drifting.h"
#include "memory.h"

// What the points of one cloud are to the fakes: their coordinates and their kernel, 0 in the padding and from a fake to itself.
typedef struct {
  int count;
  float *x, *y;
  Matrix kernel;  // (fakes, count): first exp(l), then A
  float *sums;    // of the kernel's columns
} Cloud;

static float sum_of(Floats four) {
  float parts[4];
  store(parts, four);
  return parts[0] + parts[1] + (parts[2] + parts[3]);
}

static Cloud cloud_of(Matrix points, int fakes) {
  int whole = padded(points.rows);
  Cloud cloud = {points.rows, allocate(whole), allocate(whole), new_matrix(fakes, points.rows), allocate(whole)};
  for (int j = 0; j < points.rows; j++) cloud.x[j] = row_of(points, j)[0], cloud.y[j] = row_of(points, j)[1];
  return cloud;
}

// One row of exp(l), added to the columns' sums; returns its own sum. `self`: the column left out, or -1.
static float fill_row(Cloud *cloud, int row, const float *at, float temperature, int self) {
  float *kernel = row_of(cloud->kernel, row);
  Floats x = all(at[0]), y = all(at[1]), rate = all(-1 / temperature), sum = all(0);
  for (int j = 0; j < cloud->kernel.stride; j += 4) {
    Floats right = sub(load(cloud->x + j), x), up = sub(load(cloud->y + j), y);
    store(kernel + j, exponential(mul(rate, root(add(mul(right, right), mul(up, up))))));
  }
  for (int j = cloud->count; j < cloud->kernel.stride; j++) kernel[j] = 0;
  if (self >= 0) kernel[self] = 0;
  for (int j = 0; j < cloud->kernel.stride; j += 4) {
    sum = add(sum, load(kernel + j));
    store(cloud->sums + j, add(load(cloud->sums + j), load(kernel + j)));
  }
  return sum_of(sum);
}

// A's row in the kernel's place; returns the sum of A, and in `x`, `y` that of A times the points.
static float weigh_row(Cloud *cloud, int row, float row_sum, float *x, float *y) {
  float *kernel = row_of(cloud->kernel, row);
  Floats mass = all(0), along_x = all(0), along_y = all(0), own = root(all(row_sum));
  for (int j = 0; j < cloud->kernel.stride; j += 4) {
    Floats weight = div(load(kernel + j), mul(own, load(cloud->sums + j)));
    mass = add(mass, weight);
    along_x = add(along_x, mul(weight, load(cloud->x + j))), along_y = add(along_y, mul(weight, load(cloud->y + j)));
  }
  *x = sum_of(along_x), *y = sum_of(along_y);
  return sum_of(mass);
}

void drifting_field(Matrix fake, Matrix real, float temperature, Matrix field) {
  int mark = memory_mark();
  Cloud pull = cloud_of(real, fake.rows), push = cloud_of(fake, fake.rows);
  float *row_sums = allocate(fake.rows);
  for (int i = 0; i < fake.rows; i++)
    row_sums[i] = fill_row(&pull, i, row_of(fake, i), temperature, -1) + fill_row(&push, i, row_of(fake, i), temperature, i);
  Cloud *clouds[] = {&pull, &push};
  for (int k = 0; k < 2; k++)
    for (int j = 0; j < clouds[k]->kernel.stride; j++)  // 1 in the padding, where the kernel is 0
      clouds[k]->sums[j] = j < clouds[k]->count ? __builtin_sqrtf(clouds[k]->sums[j]) : 1;
  for (int i = 0; i < fake.rows; i++) {
    float real_x, real_y, fake_x, fake_y;
    float attraction = weigh_row(&pull, i, row_sums[i], &real_x, &real_y), repulsion = weigh_row(&push, i, row_sums[i], &fake_x, &fake_y);
    row_of(field, i)[0] = repulsion * real_x - attraction * fake_x, row_of(field, i)[1] = repulsion * real_y - attraction * fake_y;
  }
  memory_release(mark);
}

double drifting_loss(Matrix field, Matrix slopes) {
  double sum = 0;
  for (int i = 0; i < field.rows; i++) {
    Floats drift = load(row_of(field, i));
    store(row_of(slopes, i), mul(drift, all(-2 / (float)field.rows)));
    float parts[4];
    store(parts, mul(drift, drift));
    sum += (double)parts[0] + parts[1];
  }
  return sum / field.rows;
}
