// Where the server answers about a run.

import { endpoint } from "../../shared/browser/address.mjs";

/** @type {(name: string, rest?: string) => string} */
export const runPath = (name, rest = "") => endpoint(`runs/${encodeURIComponent(name)}${rest}`);
/** @type {(name: string, step: number) => string} */
export const sampleUrl = (name, step) => runPath(name, `/samples/${step}`);
