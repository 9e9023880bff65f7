// What happened to a run, in words; and the names of the lines where its numbers rest in equilibrium.

import { settingSentence } from "./words.mjs";

/** @import {RunEvent, Words} from "./types.mjs" */
/** @typedef {{step: number, short: string, long: string, player?: string, count?: number}} Described */

const NOTES = ["older", "threads", "elsewhere", "untried", "data"]; // gan_core/training/trained_on.py

/**
 * A run's events as words, by step; the same thing done many times at one step is one event.
 * @param {RunEvent[]} events
 * @param {Words} words
 */
export function describe(events, words) {
  /** @type {Described[]} */
  const list = [];
  for (const event of events) {
    if (event.event === "single_update") addUpdate(list, event, words);
    else list.push(described(event, words));
  }
  return list.sort((one, two) => one.step - two.step);
}

/**
 * @param {Described[]} list
 * @param {RunEvent} event
 * @param {Words} words
 */
function addUpdate(list, { step, player = "" }, { text, whole }) {
  const before = list.at(-1);
  const same = before?.step === step && before.player === player;
  const count = same ? (before.count ?? 0) + 1 : 1;
  if (same) list.pop();
  const short = `${text(`label_${player[0]}_short`)} +${count}`;
  list.push({ step, player, count, short, long: text(`event_${player}`, { step: whole(step), count }) });
}

/**
 * @param {RunEvent} event
 * @param {Words} words
 * @returns {Described}
 */
function described({ step, event, settings = {}, source, notes }, words) {
  const { text } = words;
  const at = { step: words.whole(step) };
  const each = Object.entries(settings).map((entry) => settingSentence(words, entry));
  const changes = each.join("; ");
  switch (event) {
    case "changed":
      return {
        step,
        short: each.length === 1 ? changes : text("event_changes", { count: each.length }),
        long: text("event_changed", { ...at, changes }),
      };
    case "forked":
      return {
        step,
        short: text("event_forked_short"),
        long: text(each.length ? "event_forked" : "event_forked_same", { ...at, source, changes }),
      };
    case "fresh_optimizers":
      return { step, short: text("event_fresh_short"), long: text("event_fresh", at) };
    case "resumed":
      return { step, short: text("event_resumed_short"), long: [text("event_resumed", at), ...noted(notes, words)].join(" ") };
    default:
      return { step, short: event, long: `${text("at_step", at)}: ${event}` };
  }
}

/**
 * Why a resumed run is not exactly the one that would have gone on; a file of a run may hold anything.
 * @param {unknown} notes
 * @param {Words} words
 */
function noted(notes, { text }) {
  const known = Array.isArray(notes) ? notes.filter((note) => NOTES.includes(note?.code)) : [];
  return known.map((note) => text(`event_${note.code}`, note));
}

/**
 * The name of an equilibrium (gan_core/training/equilibrium.py): which number, and of which objective.
 * @param {string} source
 * @param {{loss: string, real_target: number}} config
 */
export function lineName(source, { loss, real_target: target }) {
  const smoothed = target < 1 ? "_smoothed" : "";
  if (source.endsWith("prob_mean")) return `prob${smoothed}`;
  if (source.endsWith("score_mean")) return "score";
  if (source.startsWith("discriminator_accuracy")) return "accuracy";
  if (source === "discriminator_pair_accuracy") return "pairs";
  if (source === "generator_loss") return `generator_${loss}${smoothed}`;
  if (["minimax", "non_saturating"].includes(loss)) return `discriminator_bce${smoothed}`;
  return `discriminator_${loss === "wgan_gp" ? "wgan" : loss}`;
}

/**
 * Groups of events, each with one flag: those closer than `near` pixels to the first of a group.
 * @param {{x: number, event: Described}[]} placed by step
 * @param {number} near
 */
export function flagsOf(placed, near) {
  /** @type {{x: number, events: Described[]}[]} */
  const flags = [];
  for (const { x, event } of placed) {
    const before = flags.at(-1);
    if (before && x - before.x < near) before.events.push(event);
    else flags.push({ x: Math.round(x), events: [event] });
  }
  return flags;
}

/**
 * Style of a flag: to the right of its event up to the next flag; the last one, where it stands far right, to the left.
 * @param {{x: number}[]} flags
 * @param {number} index
 * @param {number} width of the chart
 */
export function flagPlace(flags, index, width) {
  const { x } = flags[index];
  const turned = (/** @type {number} */ one) => one === flags.length - 1 && flags[one].x > width / 2;
  if (turned(index)) return { right: `${width - x}px`, maxWidth: `${index ? (x - flags[index - 1].x) / 2 : x}px` };
  const room = index + 1 < flags.length ? (flags[index + 1].x - x) / (turned(index + 1) ? 2 : 1) : width - x;
  return { left: `${x}px`, maxWidth: `${room}px` };
}
