// The self-check page: a list that turns green, the browser's part and the server's.

import { endpoint } from "../../shared/browser/address.mjs";
import { h } from "../../shared/browser/dom.mjs";
import { mountOnce } from "../../shared/browser/mount.mjs";
import { poll } from "../../shared/browser/poll.mjs";
import { makeProblem } from "../../shared/browser/problem.mjs";
import { accepted, HEADERS } from "../../shared/browser/server.mjs";
import { fill } from "../../shared/browser/words.mjs";
import { CHECKS, Unfit } from "./browser.mjs";
import { makeRow } from "./row.mjs";

/** @import {CheckData, Result, Row} from "./row.mjs" */
/** @typedef {CheckData & {checks: string[]}} SelfcheckData `checks`: names of the server's */

const LOOK_MILLISECONDS = 500;

/**
 * Called by Streamlit at every script run.
 * @param {{parentElement: HTMLElement, data: SelfcheckData}} component
 */
export default function mount({ parentElement, data }) {
  const host = /** @type {HTMLElement} */ (parentElement.querySelector(".stage"));
  return mountOnce(host, data, (signal) => build(host, data, signal));
}

/**
 * @param {HTMLElement} host
 * @param {SelfcheckData} data
 * @param {AbortSignal} signal
 */
async function build(host, data, signal) {
  /** @type {(key: string, fields?: Record<string, unknown>) => string} */
  const text = (key, fields) => fill(data.text[key] ?? "", fields);
  const problem = makeProblem(text("unreachable"));
  /** @type {Map<string, Row>} */
  const rows = new Map([...data.checks, ...Object.keys(CHECKS)].map((name) => [name, makeRow(name, data)]));
  /** @type {(heading: string, names: string[]) => HTMLElement} */
  const list = (heading, names) => {
    const elements = names.map((name) => rows.get(name)?.element);
    return h("section", {}, h("h3", {}, text(heading)), h("ul", {}, elements));
  };
  const summary = makeSummary(text, () => start());
  const lists = h("div", { class: "lists" }, list("server", data.checks), list("browser", Object.keys(CHECKS)));
  host.replaceChildren(problem.element, summary.element, lists);

  const render = () => {
    host.dataset.state = summary.render([...rows.values()].map(({ state }) => state));
  };
  const update = async () => {
    const answer = await (await accepted(await fetch(endpoint("selfcheck"), { headers: HEADERS, signal }))).json();
    for (const { name, ...result } of answer.checks) rows.get(name)?.show(result);
    render();
    return answer.running ? LOOK_MILLISECONDS : undefined;
  };
  const tryHere = async () => {
    for (const [name, check] of Object.entries(CHECKS)) {
      if (signal.aborted) return;
      rows.get(name)?.show({ state: "running" });
      rows.get(name)?.show(await tried(check));
      render();
    }
  };
  const start = () => {
    for (const row of rows.values()) row.show({ state: "waiting" });
    render();
    return Promise.all([poll(update, { signal, onlost: problem.offline }).done, tryHere()]);
  };
  await start();
}

/**
 * How many have passed, and the button that begins again.
 * @param {(key: string, fields?: Record<string, unknown>) => string} text
 * @param {() => void} again
 */
function makeSummary(text, again) {
  const sentence = h("p", { role: "status" });
  const button = h("button", { type: "button", hidden: true, onclick: again }, text("again"));
  const element = h("div", { class: "summary" }, sentence, button);
  /** @param {string[]} states of all checks */
  const render = (states) => {
    const count = (/** @type {string[]} */ ...some) => states.filter((state) => some.includes(state)).length;
    const [failed, left, notes] = [count("fail"), count("waiting", "running"), count("note")];
    const key = failed ? "summary_fail" : left ? "summary_running" : notes ? "summary_note" : "summary_ok";
    sentence.textContent = text(key, { failed, done: states.length - left, all: states.length, notes });
    element.className = `summary ${failed ? "fail" : left ? "" : "ok"}`;
    button.hidden = left > 0;
    return left ? "running" : failed ? "fail" : "ok";
  };
  return { element, render };
}

/**
 * @param {() => Promise<Record<string, unknown>>} check
 * @returns {Promise<Result>}
 */
async function tried(check) {
  const began = performance.now();
  const spent = () => performance.now() - began;
  try {
    return { state: "ok", fields: await check(), milliseconds: spent() };
  } catch (error) {
    if (error instanceof Unfit) return { state: error.kind, fields: error.fields, milliseconds: spent() };
    console.warn(error);
    return { state: "fail", milliseconds: spent() };
  }
}
