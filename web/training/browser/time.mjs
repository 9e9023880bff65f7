// Which moment of the run is on the screen: the newest, an earlier sample, or a replay that cuts the charts as well.

export const SPEEDS = [0.5, 1, 2, 5, 10, 20];
export const WHOLE_RUN_SECONDS = 60; // at speed 1
const FRAME_MILLISECONDS = 50;

export function makeTime(stage) {
  let at = null; // the step looked at; null: the newest
  let replaying = false; // the charts end at that step
  let playing = false;
  let frame = 0;
  let drawn = 0; // when, in ms

  const samples = () => stage.a.status?.sample_steps ?? [];
  const last = () => Math.max(stage.a.status?.step ?? 0, samples().at(-1) ?? 0);
  const before = (step) => samples().findLast((sample) => sample <= step) ?? samples()[0];

  const tick = (now) => {
    frame = requestAnimationFrame(tick);
    const passed = now - drawn;
    if (passed < FRAME_MILLISECONDS) return;
    drawn = now;
    at += (Math.min(passed, 500) / 1000) * (last() / WHOLE_RUN_SECONDS) * time.speed;
    if (at >= last()) time.live();
    else stage.moved();
  };

  const time = {
    speed: 2,
    get step() { return Math.round(at ?? last()); },
    get last() { return last(); },
    /** The charts' last step. */
    get until() { return replaying ? at : Infinity; },
    /** The sample on the screen; undefined before the first. */
    get sample() { return before(time.step); },
    get isLive() { return at === null; },
    get replaying() { return replaying; },
    get playing() { return playing; },
    /** What a link says of it. */
    get link() { return at === null || replaying ? "" : String(time.step); },
    before,

    reset(step) {
      time.pause();
      at = step;
      replaying = false;
    },
    /** New numbers have come. */
    follow() {
      if (at !== null && !replaying && samples().length) at = before(at);
    },
    play() {
      if (playing || !last()) return;
      if (!replaying) at = 0;
      replaying = playing = true;
      drawn = performance.now();
      frame = requestAnimationFrame(tick);
      stage.moved();
    },
    pause() {
      cancelAnimationFrame(frame);
      playing = false;
    },
    toggle() {
      if (!playing) return time.play();
      time.pause();
      stage.moved();
    },
    /** Look at a step: in a replay exactly, else at the sample of that time. */
    scrub(step) {
      time.pause();
      at = Math.min(Math.max(0, replaying ? step : before(step)), last());
      stage.moved();
    },
    /** To the sample `by` places on. */
    turn(by) {
      const steps = samples();
      const place = steps.indexOf(time.sample) + by;
      time.scrub(steps[Math.min(Math.max(0, place), steps.length - 1)]);
    },
    live() {
      time.reset(null);
      stage.moved();
    },
  };
  return time;
}
