// Eigenvalues of small symmetric matrices.

const SWEEPS = 12; // Jacobi's method converges quadratically: it needs eight or so

/**
 * Eigenvalues and eigenvectors (the columns) of a symmetric matrix, by cyclic Jacobi rotations.
 * @param {Float64Array[]} matrix is overwritten
 */
export function eigen(matrix) {
  const size = matrix.length;
  const vectors = matrix.map((_, i) => Float64Array.from({ length: size }, (_zero, j) => Number(i === j)));
  for (let sweep = 0; sweep < SWEEPS; sweep++)
    for (let p = 0; p < size - 1; p++) for (let q = p + 1; q < size; q++) if (matrix[p][q]) rotate(matrix, vectors, p, q);
  return { values: matrix.map((row, i) => row[i]), vectors };
}

/**
 * Make the entry at p, q zero.
 * @param {Float64Array[]} matrix
 * @param {Float64Array[]} vectors
 * @param {number} p
 * @param {number} q
 */
function rotate(matrix, vectors, p, q) {
  const theta = (matrix[q][q] - matrix[p][p]) / (2 * matrix[p][q]);
  const tangent = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  const turn = (/** @type {Float64Array} */ row) => {
    [row[p], row[q]] = [cosine * row[p] - sine * row[q], sine * row[p] + cosine * row[q]];
  };
  for (const row of matrix) turn(row);
  const [first, second] = [matrix[p].slice(), matrix[q].slice()];
  matrix[p] = first.map((value, i) => cosine * value - sine * second[i]);
  matrix[q] = first.map((value, i) => sine * value + cosine * second[i]);
  for (const row of vectors) turn(row);
}
