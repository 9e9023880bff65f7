import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Time, WHOLE_RUN_SECONDS } from "../../../web/training/browser/time.mjs";

let stage;
let time;
let frames;
let now;
beforeEach(() => {
  frames = new Map();
  now = 0;
  globalThis.requestAnimationFrame = (draw) => {
    frames.set(frames.size + 1, draw);
    return frames.size;
  };
  globalThis.cancelAnimationFrame = (frame) => frames.delete(frame);
  Object.defineProperty(globalThis, "performance", { value: { now: () => now }, configurable: true });
  stage = { a: { status: { step: 120, sample_steps: [0, 50, 100] } }, count: 0, moved: () => stage.count++ };
  time = new Time(stage);
});

/** The next frame, so many milliseconds later. */
function frame(milliseconds) {
  now += milliseconds;
  const [[key, draw]] = frames;
  frames.delete(key);
  draw(now);
}

test("the newest is on the screen at first", () => {
  assert.deepEqual([time.isLive, time.step, time.sample, time.until, time.link], [true, 120, 100, Infinity, ""]);
});

test("before the first numbers there is nothing", () => {
  stage.a = {};
  assert.deepEqual([time.last, time.step, time.sample], [0, 0, undefined]);
  time.play();
  assert.equal(time.playing, false);
});

for (const [step, at] of [
  [-5, 0],
  [49, 0],
  [50, 50],
  [99, 50],
  [500, 100],
]) {
  test(`step ${step} is looked at by the sample ${at}`, () => {
    time.scrub(step);
    assert.deepEqual([time.step, time.sample, time.link, time.until], [at, at, String(at), Infinity]);
  });
}

for (const [from, by, at] of [
  [50, 1, 100],
  [50, -1, 0],
  [100, 1, 100],
  [0, -1, 0],
  [50, Infinity, 100],
  [50, -Infinity, 0],
]) {
  test(`${by} samples on from ${from}`, () => {
    time.scrub(from);
    time.turn(by);
    assert.equal(time.step, at);
  });
}

test("a step of a link that has no sample is its sample once the numbers come", () => {
  time.reset(70);
  time.follow();
  assert.equal(time.step, 50);
});

test("a replay begins at 0, cuts the charts and ends live", () => {
  time.play();
  assert.deepEqual([time.step, time.until, time.replaying, time.playing, time.link], [0, 0, true, true, ""]);
  frame(250);
  assert.equal(time.at, (0.25 * 120 * time.speed) / WHOLE_RUN_SECONDS);
  for (let turn = 0; turn < 100; turn++) if (frames.size) frame(500);
  assert.deepEqual([time.isLive, time.replaying, time.playing, time.step, frames.size], [true, false, false, 120, 0]);
});

test("a frame that comes too soon draws nothing, one after a long rest does not jump", () => {
  time.play();
  const before = stage.count;
  frame(10);
  assert.equal(stage.count, before);
  frame(60_000);
  assert.equal(time.at, (0.5 * 120 * time.speed) / WHOLE_RUN_SECONDS);
});

test("a replay that is held goes on where it was, and can be scrubbed to any step", () => {
  time.play();
  frame(500);
  time.toggle();
  assert.deepEqual([time.playing, time.replaying, frames.size], [false, true, 0]);
  time.scrub(77);
  assert.equal(time.step, 77);
  time.toggle();
  assert.deepEqual([time.playing, time.step], [true, 77]);
});

test("live ends a replay", () => {
  time.play();
  time.live();
  assert.deepEqual([time.isLive, time.playing, time.replaying, frames.size], [true, false, false, 0]);
});
