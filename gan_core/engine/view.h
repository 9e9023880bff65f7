// What is seen of a game at one moment, in the data's units.
#pragma once
#include "players.h"

enum {
  SHOWN = 500,  // real points, and fakes
  HEAT = 40,    // D is asked at HEAT x HEAT points
  GRID = 21,    // lines of G's grid each way: 20 x 20 cells
  CURVE = 201,  // points of G's curve where z is one number
  ARROWS = 60,
  CHUNK = 256,  // points that go through a network at once
  SLOW = 60     // points of a batch that are shown in slow motion
};

typedef struct {
  Pass generated, scored;  // CHUNK rows each
  Matrix scaled;
  float *opposed;

  // What stays until a change
  Matrix real, z, z_grid;  // z: of the fakes in every frame; z_grid: cells between its points hold equal probability
  // A moment
  Matrix fake;    // (SHOWN, 2) G(z)
  Matrix heat;    // (HEAT, HEAT), row y, column x: D at the middles of the box's cells, a probability for losses whose D is one; NaN without D
  Matrix grid;    // (GRID GRID or CURVE, 2) G(z_grid)
  Matrix arrows;  // (ARROWS, 4): a fake, and where its own term of G's loss falls, or its drift, in the networks' units

  // Of the batch, in slow motion
  Matrix batch_z, batch_real, batch_fake, batch_after;  // after: G(z) as G is now
  Matrix batch_real_scores, batch_fake_scores;          // D's answers as D is now
  Matrix batch_real_pull, batch_fake_pull;              // what a larger logit would do to D's loss
  Matrix batch_arrows;
  double batch_loss;  // D's, of these points as D is now
} View;

void view_start(View *view, Players *players);
void view_adopt(View *view, Players *players);

// G(z), or in flow matching where z is carried to; any number of rows.
void generate(View *view, const Players *players, Matrix z, Matrix out);

// D at points: logits, or what is shown (`judge`).
void score(View *view, const Players *players, Matrix points, float *logits);
void judge(View *view, const Players *players, Matrix points, float *shown);

// (x, y, dx, dy) of up to CHUNK fakes (N, 2); where the loss compares, the i-th is held against the i-th real point in view.
void arrows_at(View *view, const Players *players, Matrix fakes, Matrix out);

void view_frame(View *view, const Players *players);
void view_batch(View *view, const Players *players);
