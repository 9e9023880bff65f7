// What a link to the live view says, and the address that says it.

import { makeReader, numberBetween, oneOf, wholeBetween } from "../../shared/browser/link.mjs";

/** @import {Refused} from "../../shared/browser/link.mjs" */
/** @import {Stage} from "./types.mjs" */

const SMOOTHING = 0.7; // where the link says nothing
const MAX_SMOOTHING = 0.99;

/**
 * What a link asks for, and what could not be read of it.
 * @param {string} search
 * @returns {{run: string, compare: string, at: number | null, smoothing: number, weights: "average" | "raw", refused: Refused[]}} `at`: the step to look at; null for the newest
 */
export function readLink(search) {
  const { link, refused, attempt } = makeReader(search);
  /** @type {number | null} */
  const newest = null;
  /** @type {("average" | "raw")[]} */
  const weights = ["average", "raw"];
  return {
    run: link.get("run") ?? "",
    compare: link.get("compare") ?? "",
    at: attempt("at", "0, 1, 2, …", wholeBetween(0, Infinity), newest),
    smoothing: attempt("smooth", `0 … ${MAX_SMOOTHING}`, numberBetween(0, MAX_SMOOTHING), SMOOTHING),
    weights: attempt("weights", weights.join(", "), oneOf(weights), weights[0]),
    refused,
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
