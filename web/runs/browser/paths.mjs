// Where the server answers about a run.

import { endpoint } from "../../shared/browser/address.mjs";

export const runPath = (name, rest = "") => endpoint(`runs/${encodeURIComponent(name)}${rest}`);
export const sampleUrl = (name, step) => runPath(name, `/samples/${step}`);
