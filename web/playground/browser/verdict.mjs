// The doctor beside the game: its verdict, remedies, and whether the one that was tried has helped.

import { makeDoctor } from "./doctor.mjs";
import { same } from "./link.mjs";

const PATIENCE = 2000; // steps after which a remedy has helped or has not
const COVERED = 0.9; // of the data, where there are no modes to count
const MOST = 3; // remedies offered

export function makeVerdict(stage) {
  const { text, known, whole, percent, short } = stage;
  const own = (key) => `doctor_${key}`;
  const words = {
    verdict: stage.verdictName,
    text: (key, fields) => text(own(key), fields), known: (key) => known(own(key)), percent,
    short: (value) => (Number.isInteger(value) ? whole(value) : short(value)),
    changes: stage.changes,
  };
  const doctor = makeDoctor(words, { apply: (changes, remedy) => begin(changes, remedy) });
  let tried; // {label, from, until, before, helped}

  const held = ({ measures, still }) => (still.modes ? measures.modes / still.modes.length : measures.covered);
  const said = ({ measures, still }) => (still.modes ? text("doctor_of_modes", { modes: measures.modes, all: still.modes.length }) : text("doctor_of_data", { share: percent(measures.covered) }));
  const now = () => {
    const frame = stage.a.film.last;
    return frame?.measures && stage.a.still ? { measures: frame.measures, still: stage.a.still, step: frame.step } : undefined;
  };
  const begin = async (changes, { label, steps = PATIENCE, anew = false }) => {
    const before = now();
    await (anew ? stage.restart({ changes, running: true }) : stage.set(changes));
    const from = anew ? 0 : stage.a.state.step;
    tried = { label, steps, from, until: from + steps, before: before ? said(before) : "" };
    await stage.act("run");
  };
  const follow = () => {
    if (!tried) return doctor.tell("");
    const seen = now();
    if (!seen || seen.step < tried.from) return undefined;
    const fields = { remedy: tried.label, steps: whole(seen.step - tried.from), before: tried.before, now: said(seen), all: whole(tried.until - tried.from) };
    if (tried.helped || held(seen) >= (seen.still.modes ? 1 : COVERED)) {
      tried.helped ??= text("doctor_helped", fields);
      return doctor.tell(tried.helped, "helped");
    }
    if (seen.step < tried.until) return doctor.tell(text("doctor_trying", fields), "trying");
    return doctor.tell(text("doctor_failed", fields), "failed");
  };
  /** What a remedy changes, and how often it has helped. */
  const measured = ({ changes, steps }, known) => `${stage.changes(changes)}${known ? `. ${text("doctor_measured", { times: known.successes, seeds: known.seeds, steps: whole(steps) })}` : ""}`;
  return {
    element: doctor.element,
    /** Another game: nothing has been tried. */
    reset() {
      tried = undefined;
    },
    render() {
      const frame = stage.a && stage.time.frame(stage.a);
      if (!frame?.finding) return;
      const { config, preset } = stage.spec;
      const { remedies, outcome } = stage.about.presets.find(({ name }) => name === preset);
      const offered = remedies
        .filter(({ changes }) => Object.entries(changes).some(([field, value]) => !same(config[field], value)))
        .map((one) => ({ ...one, label: text(`remedy_${one.name}`), title: measured(one, outcome?.remedies?.[one.name]) }));
      const more = frame.finding.remedies.filter((one) => !offered.some(({ changes }) => same(changes, one)));
      doctor.render({ ...frame.finding, remedies: more.slice(0, Math.max(0, MOST - offered.length)) }, offered);
      follow();
    },
  };
}
