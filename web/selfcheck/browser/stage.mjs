// The self-check page: a list that turns green, the browser's part and the server's.

import { endpoint } from "../../shared/browser/address.mjs";
import { h } from "../../shared/browser/dom.mjs";
import { mountOnce } from "../../shared/browser/mount.mjs";
import { makeProblem } from "../../shared/browser/problem.mjs";
import { HEADERS, accepted } from "../../shared/browser/server.mjs";
import { errorSentence, fill } from "../../shared/browser/words.mjs";
import { CHECKS, Unfit } from "./browser.mjs";

const LOOK_MILLISECONDS = 500;
const LOST_MILLISECONDS = 3000;
const SIGNS = { waiting: "", running: "", ok: "✓", note: "i", fail: "!" };

/** Called by Streamlit at every script run. */
export default function mount({ parentElement, data }) {
  const host = parentElement.querySelector(".stage");
  return mountOnce(host, data, (signal) => build(host, data, signal));
}

async function build(host, data, signal) {
  const text = (key, fields) => fill(data.text[key] ?? "", fields);
  const problem = makeProblem(text("unreachable"));
  const rows = new Map();
  const list = (heading, names) => h("section", {}, h("h3", {}, text(heading)), h("ul", {}, names.map((name) => {
    const row = makeRow(name, data, text);
    rows.set(name, row);
    return row.element;
  })));
  const sentence = h("p", { role: "status" });
  const again = h("button", { type: "button", hidden: true, onclick: () => start() }, text("again"));
  const summary = h("div", { class: "summary" }, sentence, again);
  host.replaceChildren(problem.element, summary, h("div", { class: "lists" }, list("server", data.checks), list("browser", Object.keys(CHECKS))));

  const render = () => {
    const states = [...rows.values()].map(({ state }) => state);
    const count = (...some) => states.filter((state) => some.includes(state)).length;
    const [failed, left] = [count("fail"), count("waiting", "running")];
    const key = failed ? "summary_fail" : left ? "summary_running" : count("note") ? "summary_note" : "summary_ok";
    sentence.textContent = text(key, { failed, done: states.length - left, all: states.length, notes: count("note") });
    summary.className = `summary ${failed ? "fail" : left ? "" : "ok"}`;
    again.hidden = left > 0;
    host.dataset.state = left ? "running" : failed ? "fail" : "ok";
  };

  const look = async () => {
    while (!signal.aborted) {
      let pause = LOOK_MILLISECONDS;
      try {
        const told = await (await accepted(await fetch(endpoint("selfcheck"), { headers: HEADERS, signal }))).json();
        told.checks.forEach(({ name, ...result }) => rows.get(name)?.show(result));
        problem.offline(false);
        render();
        if (!told.running) return;
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof TypeError)) throw error;
        problem.offline(true);
        pause = LOST_MILLISECONDS;
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  };
  const tryHere = async () => {
    for (const [name, check] of Object.entries(CHECKS)) {
      if (signal.aborted) return;
      rows.get(name).show({ state: "running" });
      rows.get(name).show(await tried(check));
      render();
    }
  };
  const start = () => {
    rows.forEach((row) => row.show({ state: "waiting" }));
    render();
    return Promise.all([look(), tryHere()]);
  };
  await start();
}

async function tried(check) {
  const began = performance.now();
  try {
    const fields = await check();
    return { state: "ok", fields, milliseconds: performance.now() - began };
  } catch (error) {
    if (!(error instanceof Unfit)) console.warn(error);
    return { state: error.kind ?? "fail", fields: error.fields ?? {}, milliseconds: performance.now() - began };
  }
}

function makeRow(name, data, text) {
  const seconds = new Intl.NumberFormat(data.language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const sign = h("span", { class: "sign", "aria-hidden": "true" });
  const time = h("span", { class: "time" });
  const said = h("span", { class: "said" });
  const spoken = h("span", { class: "unseen" });
  const element = h("li", { "data-check": name }, sign, h("span", { class: "name" }, text(`check_${name}`), " ", spoken), time, said);
  const row = {
    element,
    state: "waiting",
    show({ state, fields = {}, milliseconds = 0, error = null }) {
      row.state = state;
      element.className = state;
      element.dataset.state = state;
      sign.textContent = SIGNS[state];
      spoken.textContent = text(`state_${state}`);
      time.textContent = milliseconds ? text("seconds", { seconds: seconds.format(milliseconds / 1000) }) : "";
      const cause = error && (error.message ? errorSentence(data.errors, error) : text("broken"));
      const sentence = cause ? `${cause} ${text(`check_${name}_do`)}` : text(`check_${name}_${state}`, fields) + (state === "fail" ? ` ${text(`check_${name}_do`)}` : "");
      said.textContent = ["ok", "note", "fail"].includes(state) ? sentence.trim() : "";
    },
  };
  row.show({ state: "waiting" });
  return row;
}
