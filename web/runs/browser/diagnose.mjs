// The doctor's rules, as gan_core/training/diagnostics.py has them in Python, for games in the plane and for trainings of pictures in this
// browser: tests run both on the same ones. What needs held-out images is left out.

import {
  AGAIN,
  CERTAIN_LINES,
  COLLAPSES,
  COMPLETE,
  COPIES,
  CRAWL,
  DEAF,
  DEAF_TRAVEL,
  DISBELIEVED,
  EARLY,
  EXPLODED,
  FALLEN,
  FAR,
  FEW_CLASSES,
  FOOLED,
  GAPS,
  GOOD,
  GROWING,
  GROWN,
  GROWTH,
  HALF,
  HEARD_TRAVEL,
  HEEDED,
  HIGH_LOSS,
  IGNORED,
  LEFT,
  MIN_LINES,
  MIN_TURNS,
  MISSING,
  MOVED,
  NOTHING,
  NOW,
  OLD,
  PARTIAL,
  PINNED,
  PLANE,
  RECENT,
  SETTLED,
  SPREADS,
  STUCK,
  SWING,
  TRAVEL,
  UNCOVERED,
  UNSEEN,
  VANISHED,
} from "./thresholds.mjs";

/** @typedef {{step: number, diversity: number, quality: number, shares?: number[] | null} & Record<string, any>} Measurement */
/** @typedef {Record<string, number>} Evidence */
/** @typedef {{name: string, step: number, evidence: [string, number][], remedies: Record<string, any>[], advice: string[]}} Finding */

// ------------------------------------------------------------------------------------------------------------------------- numbers

/** @param {number[]} values */
const finite = (values) => values.filter(Number.isFinite);
/** @param {number[]} values */
const sorted = (values) => [...values].sort((one, other) => one - other);

/** Linear between neighbours, as NumPy's; NaN of nothing. @param {number[]} values @param {number} percent */
export function percentile(values, percent) {
  const ordered = sorted(values);
  const place = (percent / 100) * (ordered.length - 1);
  const low = Math.floor(place);
  return ordered.length ? ordered[low] + (place - low) * (ordered[Math.min(low + 1, ordered.length - 1)] - ordered[low]) : NaN;
}

/** @param {number[]} values */
const median = (values) => {
  const ordered = sorted(values);
  const middle = ordered.length >> 1;
  return ordered.length ? (ordered.length % 2 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2) : NaN;
};
/** @param {number[]} values */
const sum = (values) => values.reduce((total, value) => total + value, 0);
/** The last so many. @param {any[]} values @param {number} count */
const last = (values, count) => values.slice(Math.max(0, values.length - count));
/** Halves go to the even number, as Python rounds. @param {number} value */
const toEven = (value) => (Math.abs(value % 1) === 0.5 ? 2 * Math.round(value / 2) : Math.round(value));
/** @param {number[]} shares */
const effective = (shares) => Math.exp(-sum(shares.filter((share) => share > 0).map((share) => share * Math.log(share))));

/** Share of modes that are missing, of measurements where they are known. @param {Measurement[]} measurements */
const gapsOf = (measurements) =>
  median(
    measurements
      .map((measurement) => measurement.shares)
      .filter((shares) => shares != null)
      .map((shares) => shares.filter((share) => share < MISSING / shares.length).length / shares.length),
  );

/** How often a curve turns back by at least `size` after it had moved by at least as much. @param {number[]} values @param {number} size */
export function turns(values, size) {
  let [count, direction, low, high] = [0, 0, Infinity, -Infinity];
  for (const value of size > 0 ? values : []) {
    [low, high] = [Math.min(low, value), Math.max(high, value)];
    if (direction !== -1 && high - value >= size) [count, direction, low] = [count + Number(direction === 1), -1, value];
    else if (direction !== 1 && value - low >= size) [count, direction, high] = [count + Number(direction === -1), 1, value];
  }
  return count;
}

// ------------------------------------------------------------------------------------------------------------------- reading a game

class Case {
  /** @param {Record<string, any>} config @param {Record<string, number[]>} curves @param {Measurement[]} measurements @param {boolean} failed */
  constructor(config, curves, measurements, failed) {
    this.config = config;
    this.curves = curves;
    this.measurements = measurements;
    this.failed = failed;
    const steps = this.column("step");
    this.lines = steps.length;
    this.step = Math.max(steps.at(-1) ?? 0, measurements.at(-1)?.step ?? 0);
    this.window = Math.min(RECENT[1], Math.max(RECENT[0], this.lines >> 2));
    this.travel = this.step * config.generator_lr;
    this.recent = last(measurements, NOW);
    this.diversity = this.recently("diversity");
    this.earlier = last(
      measurements.filter((measurement) => measurement.step <= this.step / 2),
      NOW,
    );
    this.quality = this.recently("quality");
    /** @type {number[][]} */
    this.shares = this.recent.map((measurement) => measurement.shares).filter(Boolean);
    this.effectiveClasses = median(this.shares.map((shares) => effective(shares) / shares.length));
    this.gaps = gapsOf(this.recent);
    const moved = this.shares.slice(1).map((shares, index) => sum(shares.map((share, mode) => Math.abs(share - this.shares[index][mode]))));
    this.hops = moved.length ? sum(moved) / moved.length / 2 : NaN;
    this.critic = ["wgan", "wgan_gp"].includes(config.loss);
    this.compares = config.loss === "r3gan"; // then D's answer to one point alone means nothing
    this.unit = config.loss === "lsgan" ? 0.5 : 1; // what counts as one in G's loss
  }

  /** The median of the last measurements. @param {string} name */
  recently(name) {
    return median(finite(this.recent.map((measurement) => measurement[name])));
  }
  /** Of two images, or points of the plane. */
  get largest() {
    const pixels = (this.config.image_channels ?? 1) * (this.config.image_size ?? 0) ** 2;
    return pixels ? 2 * Math.sqrt(pixels) : PLANE;
  }
  /** Whatever z. */
  get drawsOnePicture() {
    return this.diversity <= COMPLETE && !(this.recently("duplicates") < COPIES);
  }
  /** Whether the label moves next to nothing, and the class asked for comes by chance. */
  get ignoresLabel() {
    const drawn = this.measurements.length >= NOW && this.recently("z_spread") >= MOVED;
    return drawn && this.labelShare <= IGNORED && !(this.recently("label_accuracy") >= HEEDED / (this.config.num_classes || 1));
  }
  get labelShare() {
    return median(finite(this.recent.map(({ label_spread: label, z_spread: z }) => (label + z === 0 ? 0 : label / (label + z)))));
  }

  /** @param {string} name @returns {number[]} */
  column(name) {
    return this.curves[name] ?? [];
  }
  /** @param {string} name */
  now(name) {
    return finite(last(this.column(name), this.window));
  }
  /** @param {string} name */
  before(name) {
    const column = this.column(name);
    return finite(column.slice(Math.max(0, column.length - 2 * this.window), Math.max(0, column.length - this.window)));
  }

  /** @param {string} name */
  level(name) {
    return median(this.now(name));
  }

  /** How real D finds fakes: 0 as it wants fakes, 1 as it wants real ones; NaN where scores have no such ends. */
  get believed() {
    const { loss } = this.config;
    if (loss === "minimax" || loss === "non_saturating") return this.level("fake_prob_mean");
    if (loss === "lsgan") return this.level("fake_score_mean");
    return loss === "hinge" ? (this.level("fake_score_mean") + 1) / 2 : NaN;
  }

  get accuracies() {
    return (this.compares ? ["pair_accuracy"] : ["accuracy_real", "accuracy_fake"]).map((kind) => this.level(`discriminator_${kind}`));
  }
  /** @returns {Evidence} */
  get rightness() {
    return { [this.compares ? "pairs" : "accuracy"]: sum(this.accuracies) / this.accuracies.length };
  }
  /** Whether D makes no mistakes worth learning from. */
  get pinned() {
    return !this.critic && Math.min(...this.accuracies) >= PINNED;
  }

  /** What the last measurements saw. @returns {Evidence} */
  get pictures() {
    const newest = this.shares.at(-1);
    /** @type {Evidence} */
    const classes = newest
      ? { classes: newest.length - toEven(this.gaps * newest.length), classes_total: newest.length, largest_share: Math.max(...newest) }
      : {};
    return { diversity: this.diversity, ...classes, duplicates: this.recently("duplicates"), quality: this.quality };
  }
}

// --------------------------------------------------------------------------------------------------- the rules: evidence, or undefined

/** @param {Case} one @returns {Evidence | undefined} */
function notFinite(one) {
  const ends = ["discriminator_loss", "generator_loss"]
    .map((name) => one.column(name))
    .filter((column) => column.length)
    .map((column) => column.at(-1));
  if (!one.failed && (!ends.length || ends.some(Number.isFinite))) return undefined;
  return { step: one.step, generator_lr: one.config.generator_lr, discriminator_lr: one.config.discriminator_lr };
}

/** @param {Case} one @returns {Evidence | undefined} */
const tooEarly = ({ lines }) => (lines < MIN_LINES ? { lines, lines_needed: MIN_LINES } : undefined);

/** @param {Case} one @returns {Evidence | undefined} */
function generatorWins(one) {
  const mistaken = 1 - one.accuracies[one.accuracies.length - 1];
  if (!(mistaken >= FOOLED) || (!(one.believed >= FOOLED) && !one.compares)) return undefined;
  return {
    ...(one.compares ? { pairs: 1 - mistaken } : { fakes_taken_for_real: mistaken }),
    believed: one.believed,
    generator_loss: one.level("generator_loss"),
    ...one.pictures,
  };
}

/** @param {Case} one @returns {Evidence | undefined} */
function discriminatorTooStrong(one) {
  if (!one.pinned) return undefined;
  const gradient = one.level("generator_grad_norm");
  const left = gradient / Math.max(...finite(one.column("generator_grad_norm")), 1e-30);
  const saturated = one.config.loss === "minimax" && one.believed <= DISBELIEVED;
  if (!(left <= VANISHED) && !saturated) return undefined;
  return { ...one.rightness, gradient_left: left, gradient, believed: one.believed };
}

/** @param {Case} one @returns {Evidence | undefined} */
function generatorLossRising(one) {
  if (one.critic) return undefined;
  const [now, before] = [one.level("generator_loss"), median(one.before("generator_loss"))];
  const bound = one.diversity > (4 / 3) * PARTIAL ? 1.1 : 0.9;
  if (!(now >= HIGH_LOSS * one.unit) || !(now >= bound * before) || !one.pinned) return undefined;
  return { generator_loss: now, generator_loss_before: before, ...one.rightness, believed: one.believed };
}

/** @param {Case} one @returns {Evidence | undefined} */
function criticExploded(one) {
  const [real, fake] = ["real", "fake"].map((kind) => last(one.column(`${kind}_score_mean`), CERTAIN_LINES));
  if (!one.critic || Math.min(real.length, fake.length) < CERTAIN_LINES) return undefined;
  const estimates = real.map((score, index) => score - fake[index]);
  if (!(Math.min(...estimates) >= EXPLODED * one.largest)) return undefined;
  return { estimate: median(estimates), largest_distance: one.largest, gradient: one.level("generator_grad_norm") };
}

/** @param {Case} one @returns {Evidence | undefined} */
function criticUnbounded(one) {
  if (!one.critic) return undefined;
  const sizes = one.column("discriminator_loss").map(Math.abs);
  const [estimate, before] = [median(finite(last(sizes, one.window))), median(finite(sizes.slice(0, one.lines >> 1)))];
  if (!(estimate >= Math.max(one.largest, GROWN * before))) return undefined;
  return { estimate, estimate_before: before, largest_distance: one.largest, gradient: one.level("generator_grad_norm") };
}

/** @param {Case} one @returns {Evidence | undefined} */
function oscillation(one) {
  if (one.lines < SETTLED || one.diversity > PARTIAL / 2 || spreadsOut(one) || stuck(one)) return undefined;
  const values = [...one.before("generator_loss"), ...one.now("generator_loss")];
  const unit = one.critic ? SWING * percentile(finite(one.column("discriminator_loss")).map(Math.abs), 90) : one.unit;
  const count = turns(values, SWING * unit);
  const [low, high] = [percentile(values, 10), percentile(values, 90)];
  if (count < MIN_TURNS || (!one.measurements.length && high - low < UNSEEN * SWING * unit)) return undefined;
  return { turns: count, generator_loss_low: low, generator_loss_high: high, hops: one.hops, ...one.pictures };
}

/** Whether something was lost: every measurement now sees far less than the best there was for as many measurements. @param {Case} one */
function fallen(one) {
  const seen = one.measurements.map((measurement) => measurement.diversity);
  if (seen.length < 2 * NOW) return false;
  const earlier = seen.slice(0, -NOW);
  const best = Math.max(0, ...Array.from({ length: earlier.length - NOW + 1 }, (_, first) => median(earlier.slice(first, first + NOW))));
  return best >= PARTIAL && Math.max(...last(seen, NOW)) <= FALLEN * best;
}

/** Whether G has had its chance and no longer spreads out, or has lost what it had. @param {Case} one @param {number} travel */
function settled(one, travel) {
  if (fallen(one)) return true;
  const old = travel <= TRAVEL && one.step >= OLD && one.travel >= CRAWL;
  if (one.measurements.length < NOW || (one.travel < travel && !old)) return false;
  return one.travel >= 3 * travel || !spreadsOut(one);
}

/** Whether more is drawn than when the game was half as old: not the same few modes in more equal parts. @param {Case} one */
function spreadsOut(one) {
  const before = median(one.earlier.map((measurement) => measurement.diversity));
  const sameFew = one.gaps > 0 && one.gaps >= gapsOf(one.earlier);
  return one.diversity > Math.max(GROWING * before, before + GROWTH) && !sameFew;
}

/** One place, and a gradient of exactly 0 that will never lead to another. @param {Case} one @returns {Evidence | undefined} */
function frozen(one) {
  const gradient = last(one.column("generator_grad_norm"), CERTAIN_LINES);
  if (gradient.length < CERTAIN_LINES || gradient.some((norm) => norm !== 0) || !one.drawsOnePicture) return undefined;
  return { gradient: 0, ...one.pictures };
}

/** @param {Case} one @returns {Evidence | undefined} */
const completeCollapse = (one) => (one.drawsOnePicture && (stuck(one) || settled(one, TRAVEL)) ? one.pictures : undefined);

/** Whether for many measurements not even noise made a difference, far below what a G shows that has hardly begun. @param {Case} one */
function stuck(one) {
  const seen = last(one.measurements, STUCK).map((measurement) => measurement.diversity);
  return seen.length === STUCK && Math.max(...seen) <= NOTHING && one.travel >= CRAWL;
}

/** @param {Case} one @returns {Evidence | undefined} */
function labelIgnored(one) {
  const [labels, pictures] = [one.recently("label_answers"), one.recently("picture_answers")];
  const deaf = labels <= DEAF * pictures;
  if (!one.ignoresLabel || one.travel < (deaf ? DEAF_TRAVEL : HEARD_TRAVEL)) return undefined;
  const accuracy = one.recently("label_accuracy");
  const spreads = Object.fromEntries(SPREADS.map((/** @type {string} */ name) => [name, one.recently(name)]));
  /** @type {Evidence} */
  const byClass = accuracy >= 0 ? { label_accuracy: accuracy, chance: 1 / one.config.num_classes } : {};
  return { label_share: one.labelShare, ...spreads, ...byClass, ...one.pictures };
}

/** @param {Case} one @returns {Evidence | undefined} */
const partialCollapse = (one) => (drawsLittle(one) && settled(one, FAR) ? one.pictures : undefined);

/** @param {Case} one */
function drawsLittle(one) {
  const few = one.diversity <= PARTIAL || one.effectiveClasses <= FEW_CLASSES;
  return few || one.gaps >= HALF || (one.gaps >= GAPS && one.quality >= GOOD);
}

/** @param {Case} one @returns {Evidence | undefined} */
function developing(one) {
  if (!drawsLittle(one) && !(one.gaps >= UNCOVERED) && !one.pinned) return undefined;
  return { travel: one.travel, ...(one.pinned ? one.rightness : {}), ...one.pictures };
}

/** @param {Case} one @returns {Evidence} */
const healthy = (one) => ({
  measurements: one.measurements.length,
  ...one.rightness,
  generator_loss: one.level("generator_loss"),
  ...one.pictures,
});

/** @type {[string, (one: Case) => Evidence | undefined][]} */
const RULES = [
  ["not_finite", notFinite],
  ["complete_collapse", frozen],
  ["generator_loss_rising", criticExploded],
  ["too_early", tooEarly],
  ["generator_wins", generatorWins],
  ["discriminator_too_strong", discriminatorTooStrong],
  ["generator_loss_rising", criticUnbounded],
  ["oscillation", oscillation],
  ["generator_loss_rising", generatorLossRising],
  ["complete_collapse", completeCollapse],
  ["label_ignored", labelIgnored],
  ["partial_collapse", partialCollapse],
  ["developing", developing],
  ["healthy", healthy], // says something of every case
];
const CERTAIN = 3; // of the rules, the first

// ------------------------------------------------------------------------------------------------------------------------- remedies

/** @type {Record<string, string[]>} */
const ADVICE = {
  discriminator_too_strong: ["smaller_discriminator"],
  generator_loss_rising: ["larger_generator", "spectral_norm"],
  generator_wins: ["larger_discriminator"],
  partial_collapse: ["fork_earlier", "larger_batch"],
  complete_collapse: ["fork_earlier", "new_seed"],
  label_ignored: ["projection", "check_labels"],
  oscillation: ["larger_batch"],
  not_finite: ["fork_earlier"],
  too_early: ["patience"],
  developing: ["patience"],
};

/** @typedef {Record<string, any>} Config @typedef {Record<string, any>} Change */

/** Two significant digits: what a person would type. @param {number} value */
const nice = (value) => Number(value.toExponential(1));
/** @param {Config} config */
const isCritic = ({ loss }) => loss === "wgan" || loss === "wgan_gp";
/** @param {Config} config @param {number} times @returns {Change} */
const slower = ({ generator_lr: g, discriminator_lr: d }, times) => ({ generator_lr: nice(g / times), discriminator_lr: nice(d / times) });

/** @param {Config} config @returns {Change[]} */
function regularised(config) {
  if (isCritic(config) || config.r1_weight >= 1) return [];
  const larger = config.r1_weight < 0.2 ? 0.2 : 1;
  return [{ r1_weight: larger, ...(config.loss === "r3gan" ? { r2_weight: larger } : {}) }];
}

/** @param {Config} config @returns {Change[]} */
function weakerDiscriminator(config) {
  const rate = Math.max(config.generator_lr, 2e-4);
  return [
    ...(config.loss === "minimax" ? [{ loss: "non_saturating" }] : []),
    { generator_lr: nice(rate), discriminator_lr: nice(Math.min(config.discriminator_lr / 4, rate)), n_critic: 1 },
    ...regularised(config),
  ];
}

/** @param {Config} config @returns {Change[]} */
function boundedCritic(config) {
  if (!isCritic(config)) return weakerDiscriminator(config);
  return [config.loss === "wgan" ? { clip_value: 0.01 } : { gp_weight: 10 }, { loss: "wgan_gp", gp_weight: 10 }, slower(config, 4)];
}

/** @param {Config} config @returns {Change[]} */
function strongerDiscriminator(config) {
  const faster = Math.max(4 * config.discriminator_lr, Math.min(config.generator_lr, 1e-3));
  return [
    { discriminator_lr: nice(faster) },
    { n_critic: Math.min(2 * (config.n_critic ?? config.discriminator_steps), 10) },
    { generator_lr: nice(config.generator_lr / 4) },
  ];
}

/** @param {Config} config @returns {Change[]} */
function balanced(config) {
  const rate = nice(Math.min(1e-3, Math.max(1e-4, Math.sqrt(config.generator_lr * config.discriminator_lr))));
  return [
    { generator_lr: rate, discriminator_lr: rate, ...(config.loss === "minimax" ? { loss: "non_saturating" } : {}) },
    ...regularised(config),
    { n_critic: 2 },
  ];
}

/** @param {Config} config @returns {Change[]} */
const calmer = (config) => [{ beta1: config.beta1 > 0.5 ? 0.5 : 0 }, slower(config, 5), ...regularised(config)];

/** @param {Config} config @returns {Change[]} */
const modest = (config) => [
  { generator_lr: Math.min(config.generator_lr, 2e-4), discriminator_lr: Math.min(config.discriminator_lr, 2e-4) },
];

/** @param {Config} config @returns {Change[]} */
const hearingCritic = ({ loss }) => (loss === "wgan" ? [{ loss: "wgan_gp", gp_weight: 10 }] : [{ n_critic: 2 }]);

/** @type {Record<string, (config: Config) => Change[]>} */
const REMEDIES = {
  discriminator_too_strong: weakerDiscriminator,
  generator_loss_rising: boundedCritic,
  generator_wins: strongerDiscriminator,
  partial_collapse: balanced,
  complete_collapse: balanced,
  label_ignored: hearingCritic,
  oscillation: calmer,
  not_finite: modest,
};

/** Changes that bear on the finding, the likeliest first; only those that are valid and change something.
 * @param {string} name @param {Config} config @param {(config: Config) => boolean} valid */
function remedies(name, config, valid) {
  const proposed = REMEDIES[name]?.(config) ?? [];
  const named = (/** @type {string} */ field) => (field === "n_critic" && !(field in config) ? "discriminator_steps" : field); // of the plane
  const wishes = proposed.map((one) => Object.fromEntries(Object.entries(one).map(([field, value]) => [named(field), value])));
  const changing = wishes.map((one) => Object.fromEntries(Object.entries(one).filter(([field, value]) => config[field] !== value)));
  return changing.filter((change) => Object.keys(change).length && valid({ ...config, ...change }));
}

// ------------------------------------------------------------------------------------------------------------ what was said before

/** @typedef {{config: Config, curves: Record<string, number[]>, measurements: Measurement[], failed: boolean}} Played columns of the history since the last change, measurements oldest first, whether a number has left the range of floats */
/** @typedef {{name: string, step: number, evidence: Evidence, certain: boolean, little: boolean, ignoring: boolean}} Seen */

/** What one measurement, and the curves until then, show. @param {Played} game @returns {Seen} */
function see({ config, curves, measurements, failed }) {
  const one = new Case(config, curves, measurements, failed);
  for (const [number, [name, rule]] of RULES.entries()) {
    const evidence = rule(one);
    if (evidence)
      return { name, step: one.step, evidence, certain: number < CERTAIN, little: drawsLittle(one), ignoring: one.ignoresLabel };
  }
  throw new Error("the last rule says something of every case");
}

/** What is seen, where less would be seen without what was said before. @param {Seen | undefined} held @param {Seen} seen @returns {Seen} */
function inItsLight(held, seen) {
  if (held?.name === "oscillation" && COLLAPSES.includes(seen.name)) return held;
  if (held?.name === "label_ignored" && seen.ignoring && [...EARLY, "healthy", "partial_collapse"].includes(seen.name))
    return { ...held, step: seen.step };
  if (!held || !COLLAPSES.includes(held.name) || !seen.little || ![...EARLY, "partial_collapse"].includes(seen.name)) return seen;
  const complete = held.name === "complete_collapse" && !(seen.evidence.diversity > LEFT * COMPLETE);
  return { ...seen, name: complete ? "complete_collapse" : "partial_collapse" };
}

/** The verdict so far, measurement by measurement: it takes two in a row to say something, or something else. @param {Played} game @returns {Seen} */
function follow({ config, curves, measurements, failed }) {
  /** @type {Seen | undefined} */
  let held;
  let [name, times] = ["", 0];
  const hear = (/** @type {Seen} */ news) => {
    const seen = inItsLight(held, news);
    [name, times] = [seen.name, seen.name === name ? times + 1 : 1];
    const again = seen.certain || times >= AGAIN;
    if (held ? again || seen.name === held.name : again && !EARLY.includes(seen.name)) held = seen;
  };
  measurements.forEach(({ step }, index) => {
    const after = curves.step.findIndex((one) => one > step);
    const until = after < 0 ? curves : Object.fromEntries(Object.entries(curves).map(([key, column]) => [key, column.slice(0, after)]));
    hear(see({ config, curves: until, measurements: measurements.slice(0, index + 1), failed: false }));
  });
  const now = see({ config, curves, measurements, failed });
  if (now.certain || failed) hear(now);
  return held ?? (EARLY.includes(now.name) ? now : { ...now, name: "developing" });
}

/**
 * What the doctor says of a game or a training that goes on, of its numbers since its settings last changed.
 * @param {Played & {since: number}} played columns of the history after step `since`, and measurements
 * @param {(config: Config) => boolean} valid whether such settings can be played
 * @returns {Finding}
 */
export function examine({ config, curves, measurements, failed, since }, valid) {
  if (!failed && !measurements.length) return { name: "too_early", step: since, evidence: [], remedies: [], advice: ["patience"] };
  const { name, step, evidence } = follow({
    config,
    curves: { ...curves, step: curves.step.map((one) => one - since) },
    measurements: measurements.map((measurement) => ({ ...measurement, step: measurement.step - since })),
    failed,
  });
  const kept = /** @type {[string, number][]} */ (
    Object.entries(evidence)
      .filter(([, value]) => Number.isFinite(value))
      .map(([key, value]) => [key, Number(value.toPrecision(4))])
  );
  return { name, step: step + since, evidence: kept, remedies: remedies(name, config, valid), advice: ADVICE[name] ?? [] };
}
