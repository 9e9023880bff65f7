// What a link to the live view says, and the address that says it.

import { parseNumber, parseWhole } from "../../shared/browser/numbers.mjs";

/** @import {Stage} from "./types.mjs" */

const SMOOTHING = 0.7; // where the link says nothing
const MAX_SMOOTHING = 0.99;

/**
 * @param {string} search
 * @returns {{run: string, compare: string, at: number | null, smoothing: number, weights: "average" | "raw"}} `at`: the step to look at; null for the newest
 */
export function readLink(search) {
  const link = new URLSearchParams(search);
  const at = link.get("at") ?? "";
  const smooth = link.get("smooth");
  const weight = parseNumber(smooth ?? "") ?? SMOOTHING;
  return {
    run: link.get("run") ?? "",
    compare: link.get("compare") ?? "",
    at: parseWhole(at) ?? null,
    smoothing: Math.min(MAX_SMOOTHING, Math.max(0, weight)),
    weights: link.get("weights") === "raw" ? "raw" : "average",
  };
}

/**
 * The parts of a link that are not as they are without one.
 * @param {Pick<Stage, "name" | "other" | "smoothing" | "weights" | "time">} stage
 * @returns {[string, string][]}
 */
export const pairs = ({ name, other, smoothing, weights, time }) => [
  ["run", name],
  ["compare", other],
  ["at", time.link],
  ["smooth", smoothing === SMOOTHING ? "" : String(smoothing)],
  ["weights", weights === "raw" ? weights : ""],
];
