// The doctor beside the game: its verdict, remedies, and whether the one that was tried has helped.

import { makeDoctor } from "./doctor.mjs";
import { same } from "./link.mjs";

/** @import {Config, Count, Measures, Remedy, Stage, Still} from "./types.mjs" */
/** @import {DoctorWords, OfferedRemedy} from "./doctor.mjs" */
/** @typedef {{measures: Measures, still: Pick<Still, "modes">}} Seen */

const REMEDY_STEPS = 2000; // after which one has helped or has not
const MIN_COVERED = 0.9; // of the data, where there are no modes to count
const MAX_REMEDIES = 3; // offered

/**
 * Whether a game has all that it is to imitate: every mode, or most of the data where there are no modes to count.
 * @param {Seen} seen
 */
export const isWhole = ({ measures, still }) => (still.modes ? measures.modes === still.modes.length : measures.covered >= MIN_COVERED);

/**
 * Remedies of a preset that would change something, and those of the finding that are none of these; few altogether.
 * @template {{changes: Config}} R
 * @param {Config} config
 * @param {R[]} presets
 * @param {Config[]} found
 */
export function chosenRemedies(config, presets, found) {
  const own = presets.filter(({ changes }) => Object.entries(changes).some(([field, value]) => !same(config[field], value)));
  const more = found.filter((one) => !own.some(({ changes }) => same(changes, one)));
  return { own, more: more.slice(0, Math.max(0, MAX_REMEDIES - own.length)) };
}

/**
 * Remedies are tried in the first game; a second one is only judged.
 * @param {Stage} stage
 * @param {number} index of the player
 */
export function makeVerdict(stage, index) {
  const { text, known, whole, percent, short } = stage;
  const own = (/** @type {string} */ key) => `doctor_${key}`;
  /** @type {DoctorWords} */
  const words = {
    verdict: stage.verdictName,
    text: (key, fields) => text(own(key), fields),
    known: (key) => known(own(key)),
    whole,
    percent,
    short: (value) => (Number.isInteger(value) ? whole(value) : short(value)),
    changes: stage.changes,
  };
  const doctor = makeDoctor(words, { apply: (changes, remedy) => begin(changes, remedy) });
  /** @type {{label: string, from: number, until: number, before: string, helped?: string} | undefined} */
  let tried;

  const describe = (/** @type {Seen} */ { measures, still }) =>
    still.modes
      ? text("doctor_of_modes", { modes: measures.modes ?? 0, all: still.modes.length })
      : text("doctor_of_data", { share: percent(measures.covered) });
  /** @returns {(Seen & {step: number}) | undefined} */
  const now = () => {
    const frame = stage.a.film.last;
    return frame?.measures && stage.a.still ? { measures: frame.measures, still: stage.a.still, step: frame.step } : undefined;
  };
  /** @type {(changes: Config, remedy: OfferedRemedy) => Promise<void>} */
  const begin = async (changes, { label, steps = REMEDY_STEPS, anew = false }) => {
    const before = now();
    await (anew ? stage.restart({ changes, running: true }) : stage.set(changes));
    const from = anew ? 0 : (stage.a.state?.step ?? 0);
    tried = { label, from, until: from + steps, before: before ? describe(before) : "" };
    await stage.act("run");
  };
  const follow = () => {
    if (!tried) {
      doctor.follow("");
      return;
    }
    const seen = now();
    if (!seen || seen.step < tried.from) return;
    const fields = {
      remedy: tried.label,
      steps: whole(seen.step - tried.from),
      before: tried.before,
      now: describe(seen),
      all: whole(tried.until - tried.from),
    };
    if (isWhole(seen)) tried.helped ??= text("doctor_helped", fields);
    if (tried.helped) doctor.follow(tried.helped, "helped");
    else if (seen.step < tried.until) doctor.follow(text("doctor_trying", fields), "trying");
    else doctor.follow(text("doctor_failed", fields), "failed");
  };
  /**
   * What a remedy changes, and how often it has helped.
   * @type {(remedy: Remedy, known?: Count) => string}
   */
  const measured = ({ changes, steps }, known) =>
    `${stage.changes(changes)}${known ? `. ${text("doctor_measured", { times: known.successes, seeds: known.seeds, steps: whole(steps) })}` : ""}`;
  return {
    element: doctor.element,
    /** Another game: nothing has been tried. */
    reset() {
      tried = undefined;
    },
    render() {
      const player = stage.players[index];
      const frame = player && stage.time.frame(player);
      if (!frame?.finding) return;
      if (index) {
        doctor.render({ ...frame.finding, remedies: [], advice: [] });
        return;
      }
      const { remedies, outcome } = stage.preset;
      const chosen = chosenRemedies(stage.spec.config, remedies, frame.finding.remedies);
      const offered = chosen.own.map((one) => ({
        ...one,
        label: text(`remedy_${one.name}`),
        title: measured(one, outcome?.remedies?.[one.name]),
      }));
      doctor.render({ ...frame.finding, remedies: chosen.more }, offered);
      follow();
    },
  };
}
