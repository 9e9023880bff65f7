// The doctor's findings: of the moment on the screen, in sentences, and what a press on a remedy does.

import { evidenceNumber } from "../../shared/browser/evidence.mjs";
import { longer } from "./field.mjs";
import { fetchFinding } from "./server.mjs";

/** @import {Finding, Stage, Status, Words} from "./types.mjs" */
/** @typedef {{action: "change" | "again" | "fork", step?: number, length?: object}} Treatment */

const CACHE_FINDINGS = 500; // of earlier steps

/**
 * `onfound` is called when a finding that was not known has come.
 * @param {Pick<Stage, "name" | "time" | "signal">} stage
 * @param {() => void} onfound
 */
export function makeFindings(stage, onfound) {
  /** @type {Map<string, Finding>} "run step" -> finding */
  const cache = new Map();
  let asking = false;
  /** One question at a time; what is on the screen when the answer comes is asked for next. */
  const ask = async (/** @type {string} */ key, /** @type {string} */ name, /** @type {number} */ step) => {
    if (asking) return;
    asking = true;
    const finding = await fetchFinding(name, step, stage.signal).catch(() => undefined);
    asking = false;
    if (!finding) return;
    if (cache.size >= CACHE_FINDINGS) cache.delete(cache.keys().next().value ?? "");
    cache.set(key, finding);
    if (name === stage.name) onfound();
  };
  return {
    /**
     * The finding of the moment on the screen; undefined while it is asked for.
     * @param {Status} status
     */
    now(status) {
      const step = stage.time.sample;
      if (stage.time.isLive || step === undefined || step >= status.step) return status.finding;
      const key = `${stage.name} ${step}`;
      if (!cache.has(key)) ask(key, stage.name, step);
      return cache.get(key);
    },
  };
}

/**
 * What a finding rests on.
 * @param {Finding} finding
 * @param {Pick<Words, "doctor" | "whole" | "percent" | "short">} words
 */
export function sentencesOf({ evidence }, words) {
  const numbers = Object.fromEntries(evidence.map(([key, value]) => [key, evidenceNumber(key, value, words)]));
  const shown = evidence.filter(([key, value]) => key !== "measurements" || value);
  return shown.map(([key]) => words.doctor(`evidence_${key}`, { ...numbers, value: numbers[key] }) ?? "").filter(Boolean);
}

/**
 * What a press on a remedy does; undefined where it is not this visitor's. A run in progress is changed at once. A run that is over is
 * forked at the last checkpoint before the moment on the screen, where the visitor went back to one; from its broken end nothing good
 * would come, so there it is started over. (The last checkpoint before a NaN is still good.)
 * @param {Finding} finding
 * @param {Status} status
 * @param {Pick<Stage, "mine" | "time" | "isOver">} stage
 * @returns {Treatment | undefined}
 */
export function treatmentOf(finding, status, { mine, time, isOver }) {
  const training = status.state === "running" || status.state === "paused";
  if (!isOver(status.state)) return mine && training ? { action: "change" } : undefined;
  const wentBack = !time.isLive || finding.name === "not_finite";
  const checkpoints = wentBack && (mine || status.kind === "shipped") ? status.fork_steps : [];
  const step = checkpoints.findLast((one) => one > 0 && one <= time.step);
  if (step === undefined) return { action: "again" };
  return { action: "fork", step, length: step >= status.last_step ? longer(status.config) : {} };
}
