// G and D of gan_core/models/dcgan.py: maps are halved until they are odd, at most four times; channels double each time. With classes G
// gets the label beside z and in every batch norm, and D by an inner product with its last features (arXiv:1802.05637).
#pragma once
#include "maps.h"
#include "norm.h"
#include "parameters.h"

enum { MAX_LEVELS = 4 };

typedef struct {
  int image_size, image_channels, base_channels, latent_dim, classes;  // classes: 0 without labels
  int leaky;                                                            // G's activation is LeakyReLU 0.2, as D's, not ReLU
  int normed;                                                           // D has batch norm but on its first layer
} Architecture;

int levels_of(const Architecture *architecture);

typedef struct {
  Architecture shape;
  int levels;
  Parameters parameters;
  Matrix first, first_gradient;  // (latent_dim + classes, start^2 channels)
  float *first_bias, *last_bias;
  Norm norms[MAX_LEVELS];
  Link links[MAX_LEVELS];  // from the first map to the picture
} Generator;

// What one batch leaves behind on its way through G.
typedef struct {
  Generator *generator;
  int images;
  const int *labels;
  Matrix inputs;                 // z and, with classes, their weights
  float *maps[MAX_LEVELS + 1];   // after each activation; the last are the pictures
  float *deltas[MAX_LEVELS + 1];
  NormPass norms[MAX_LEVELS];
} GeneratorPass;

void new_generator(Generator *generator, Architecture shape, int learning);
void start_generator(Generator *generator, Random *random);  // DCGAN's start: gan_core/models/layers.py
void turn_generator(Generator *generator);                   // after every change of its weights
GeneratorPass new_generator_pass(Generator *generator, int images);

// Pictures (images, side, side, channels) of the inputs; training by batch statistics and labels, else by the running ones and class weights.
const float *forward_generator(GeneratorPass *pass, int training);

// Adds the gradient of the weights, from d(.)/d(pictures) in the last deltas.
void backward_generator(GeneratorPass *pass);

typedef struct {
  Architecture shape;
  int levels, features;
  Parameters parameters;
  float *biases[MAX_LEVELS], *logit_weights, *logit_bias, *embedding;
  Norm norms[MAX_LEVELS];  // of the second layer and those behind it
  Link links[MAX_LEVELS];  // from the picture on
} Discriminator;

typedef struct {
  Discriminator *discriminator;
  int images;
  const int *labels;
  const float *pictures;
  float *maps[MAX_LEVELS + 1], *deltas[MAX_LEVELS + 1], *logits;  // maps[0] is not used, deltas[0] are the pictures'
  NormPass norms[MAX_LEVELS];
} DiscriminatorPass;

void new_discriminator(Discriminator *discriminator, Architecture shape);
void start_discriminator(Discriminator *discriminator, Random *random);
void turn_discriminator(Discriminator *discriminator);
DiscriminatorPass new_discriminator_pass(Discriminator *discriminator, int images);

// Logits of pictures and their labels.
const float *forward_discriminator(DiscriminatorPass *pass, const float *pictures, const int *labels);

// From d(.)/d(logits), 0 for ones, to d(.)/d(pictures) in deltas[0]; `learning` adds the gradient of the weights.
void backward_discriminator(DiscriminatorPass *pass, const float *slopes, int learning);

// Adds d/d(weights) of sum(direction * d(logit)/d(picture)), after `backward_discriminator` with slopes of one. D is linear but for the
// masks of LeakyReLU, whose own derivative is 0: the direction runs forward through the layers (engine/network.h). Not with batch norm.
void add_penalty_gradient(DiscriminatorPass *pass, const float *direction);
