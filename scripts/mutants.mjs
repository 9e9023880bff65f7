// Do the tests notice? Changes one place of a browser module at a time, in memory, and runs the unit tests beside it.
//
//   node scripts/mutants.mjs web/convolution/browser/figure.mjs [--tests FILE...] [--count N] [--seed N]
//
// SURVIVED means that no test failed. `scripts/mutants.py` does the same for Python and says more.

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { parse } from "acorn";
import { full } from "acorn-walk";

const TIMEOUT_MILLISECONDS = 60_000; // a change may make a loop endless

/** @type {Record<string, string>} */
const SWAPS = {
  "+": "-",
  "-": "+",
  "*": "/",
  "/": "*",
  "%": "*",
  "**": "*",
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "===": "!==",
  "!==": "===",
  "&&": "||",
  "||": "&&",
  "??": "&&",
};

/**
 * Every place that can be changed: where, what stands there, what shall.
 * @param {string} source
 */
function changesOf(source) {
  /** @type {{start: number, end: number, text: string}[]} */
  const found = [];
  full(parse(source, { ecmaVersion: "latest", sourceType: "module" }), (/** @type {any} */ node) => {
    const change = (/** @type {number} */ start, /** @type {number} */ end, /** @type {string} */ text) => found.push({ start, end, text });
    if ((node.type === "BinaryExpression" || node.type === "LogicalExpression") && SWAPS[node.operator]) {
      const start = source.indexOf(node.operator, node.left.end);
      change(start, start + node.operator.length, SWAPS[node.operator]);
    } else if (node.type === "IfStatement" || node.type === "ConditionalExpression") {
      change(node.test.start, node.test.end, `!(${source.slice(node.test.start, node.test.end)})`);
    } else if (node.type === "UnaryExpression" && (node.operator === "-" || node.operator === "!")) {
      change(node.start, node.start + 1, node.operator === "-" ? "+" : "!!");
    } else if (node.type === "Literal" && typeof node.value === "number") {
      change(node.start, node.end, String(Number.isInteger(node.value) ? node.value + 1 : node.value * 1.25 + 0.01));
    }
  });
  return found.sort((one, other) => one.start - other.start);
}

// Node's own loader, but for one module
const HOOK = `data:text/javascript,${encodeURIComponent(`
import { register } from "node:module";
register("data:text/javascript," + encodeURIComponent("export const load = (url, context, next) =>" +
  " url === process.env.CHANGED_URL ? { format: 'module', shortCircuit: true, source: process.env.CHANGED_SOURCE } : next(url, context);"));
`)}`;

/** @type {(tests: string[], url?: string, source?: string) => boolean} */
function pass(tests, url = "", source = "") {
  const env = { ...process.env, CHANGED_URL: url, CHANGED_SOURCE: source };
  return spawnSync(process.execPath, ["--import", HOOK, "--test", ...tests], { env, timeout: TIMEOUT_MILLISECONDS }).status === 0;
}

/** @type {(module: string) => string[]} the unit tests of its capability */
function testsBeside(module) {
  const folder = join("tests/browser_unit", module.split("/")[1]);
  return existsSync(folder) ? readdirSync(folder).flatMap((name) => (name.endsWith(".test.mjs") ? join(folder, name) : [])) : [];
}

/** @type {(count: number, size: number, seed: number) => number[]} some of 0 ... size - 1, in order */
function sample(count, size, seed) {
  const order = Array.from({ length: size }, (_, index) => index);
  let state = seed + 1;
  for (let index = size - 1; index > 0; index--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = state % (index + 1);
    [order[index], order[other]] = [order[other], order[index]];
  }
  return order.slice(0, count).sort((one, other) => one - other);
}

/** @type {(module: string, tests: string[], count: number, seed: number) => number} how many survived */
function look(module, tests, count, seed) {
  if (!tests.length) throw new Error(`no tests beside ${module}: name them with --tests`);
  if (!pass(tests)) throw new Error(`${tests.join(" ")}: fails without a change`);
  const source = readFileSync(module, "utf8");
  const changes = changesOf(source);
  const chosen = sample(count, changes.length, seed).map((index) => changes[index]);
  const began = performance.now();
  let survived = 0;
  for (const { start, end, text } of chosen) {
    const changed = source.slice(0, start) + text + source.slice(end);
    const passed = pass(tests, pathToFileURL(module).href, changed);
    survived += Number(passed);
    const [from, to] = [source.lastIndexOf("\n", start - 1) + 1, source.indexOf("\n", end)];
    const line = source.slice(0, start).split("\n").length;
    const place = `${source.slice(from, start)}[${source.slice(start, end)} -> ${text}]${source.slice(end, to)}`.trim();
    console.log(`${passed ? "SURVIVED" : "noticed "} ${module}:${line}: ${place}`);
  }
  console.log(`| ${module} | ${chosen.length} | ${chosen.length - survived} | ${((performance.now() - began) / 1000).toFixed(0)} s |`);
  return survived;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tests: { type: "string", multiple: true },
    count: { type: "string", default: "20" },
    seed: { type: "string", default: "0" },
  },
});
const survived = positionals.map((module) => look(module, values.tests ?? testsBeside(module), Number(values.count), Number(values.seed)));
process.exitCode = Math.min(
  1,
  survived.reduce((sum, one) => sum + one, 0),
);
