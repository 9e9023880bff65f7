// Drifting (arXiv:2602.04770): no opponent; G's samples move to where the data attract them, and away from one another.
#pragma once
#include "matrix.h"

// The field V at every fake (rows, 2), from as many real points: algorithm 2 of the paper's appendix A.1, the negatives are the fakes themselves:
//
//   l_ij = -|x_i - y_j| / temperature over the real y and the fake y other than x_i itself
//   A_ij = sqrt(softmax over j (l) softmax over i (l)), P_i = sum of A_ij over the real y, N_i = sum over the fake y
//   V_i  = N_i sum over real y (A_ij y_j) - P_i sum over fake y (A_ij y_j)
//
// Distances beyond 87 temperatures count as 87. No features, one temperature, V is not normalised: as in the paper's toy examples.
void drifting_field(Matrix fake, Matrix real, float temperature, Matrix field);

// Mean over rows of |x - stopgrad(x + V)|^2 = mean |V|^2; `slopes` (rows, 2): its derivative by x, -2 V / rows.
double drifting_loss(Matrix field, Matrix slopes);
