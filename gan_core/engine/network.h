// A multilayer perceptron with ReLU, and its gradients written out.
//
// With ReLU the gradient of the output with respect to the input is a chain of masked matrix products, and its own derivative with
// respect to the weights is one more such chain, for the second derivative of ReLU is 0: R1 and the gradient penalty need no double backward.
#pragma once
#include "matrix.h"
#include "random.h"

enum { MAX_HIDDEN = 5, MAX_LAYERS = MAX_HIDDEN + 1 };

// All weights and biases lie in `theta`, layer by layer: a matrix (inputs, outputs), then its biases (outputs), both padded as matrices are.
typedef struct {
  int layers, size;
  float *theta, *gradient;
  Matrix weights[MAX_LAYERS], weight_gradients[MAX_LAYERS], transposed[MAX_LAYERS];
  float *biases[MAX_LAYERS], *bias_gradients[MAX_LAYERS];
} Network;

// What one batch leaves behind on its way through a network and back.
typedef struct {
  Network *network;
  int rows;
  Matrix inputs;
  Matrix values[MAX_LAYERS];    // of each layer, after its ReLU; the last are the outputs
  Matrix deltas[MAX_LAYERS];    // d(.) / d(each layer's sum)
  Matrix tangents[MAX_HIDDEN];  // of a direction of the inputs, moved forward
} Pass;

// `hidden`: widths, 0 for no more layers.
void new_network(Network *network, int inputs, const int hidden[MAX_HIDDEN], int outputs);

// Uniform in +-1/sqrt(inputs), as torch.nn.Linear begins.
void start_network(Network *network, Random *random);

Pass new_pass(Network *network, int most_rows);

// Outputs of the inputs' rows, which are not copied.
Matrix forward(Pass *pass, Matrix inputs);

// From d(.)/d(outputs), in the last deltas, to all others.
void backward(Pass *pass);

// d(.)/d(inputs) of the rows from `first` on, after `backward`.
void input_gradient(const Pass *pass, int first, Matrix out);

// Multiplies the deltas of each row by its factor: from those of the outputs to those of a loss of single outputs.
void weigh(Pass *pass, const float *factors);

void clear_gradient(Network *network);

// Adds d(.)/d(theta), after `backward`.
void add_gradient(Pass *pass);

// Adds d/d(weights) of sum(direction * input_gradient) over the direction's rows, which begin at `first` of the pass. Needs deltas as `backward`
// left them. With a_l the masks: input_gradient = delta_0 W_0', delta_l = a_l (delta_(l+1) W_(l+1)'), so the direction runs forward through them.
void add_penalty_gradient(Pass *pass, Matrix direction, int first);
