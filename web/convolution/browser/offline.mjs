// The figures as a page of their own, for the downloaded file: `make bundles` makes offline.bundle.mjs of it, which export.py writes into the file.

import { makeLockstep, stepByKey } from "./lockstep.mjs";

/** @import {Text, Traces} from "./types.mjs" */

/** @type {{traces: Traces, text: Record<string, string>, language: string}} */
const data = JSON.parse(document.getElementById("data")?.textContent ?? "");
/** @type {Text} */
const text = (key, fields = {}) => data.text[key].replace(/\{(\w+)\}/g, (whole, name) => String(fields[name] ?? whole));
const lockstep = makeLockstep({ text, language: data.language, signal: new AbortController().signal });
document.querySelector("main")?.append(lockstep.element);
lockstep.load(data.traces, 0);
document.addEventListener("keydown", (event) => stepByKey(event, lockstep.player));
