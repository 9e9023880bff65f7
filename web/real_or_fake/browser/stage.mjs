// The page's stage: a class or a visitor alone calls pictures real or generated, as D does.

import { endpoint, makeMirror } from "../../shared/browser/address.mjs";
import { h } from "../../shared/browser/dom.mjs";
import { refusalOf } from "../../shared/browser/link.mjs";
import { mountOnce } from "../../shared/browser/mount.mjs";
import { untilReached } from "../../shared/browser/poll.mjs";
import { makeProblem } from "../../shared/browser/problem.mjs";
import { accepted } from "../../shared/browser/server.mjs";
import { makeTabs } from "../../shared/browser/tabs.mjs";
import { paintRoles } from "../../shared/browser/theme.mjs";
import { errorSentence, fill, makeNumbers } from "../../shared/browser/words.mjs";
import { makeAlone } from "./alone.mjs";
import { makeClass } from "./class.mjs";
import { MODES, pairs, readLink } from "./link.mjs";
import { makeSetup } from "./setup.mjs";

/** @import {Choice, Model, Stage, StageData} from "./types.mjs" */

/**
 * Called by Streamlit at every script run.
 * @param {{parentElement: HTMLElement, data: StageData}} component
 */
export default function mount({ parentElement, data }) {
  const host = /** @type {HTMLElement} */ (parentElement.querySelector(".stage"));
  return mountOnce(host, data, (signal) => build(host, data, signal));
}

/**
 * @param {HTMLElement} host
 * @param {StageData} data
 * @param {AbortSignal} signal
 */
async function build(host, data, signal) {
  const numbers = makeNumbers(data.language);
  /** @type {Stage["say"]} */
  const say = (key, fields) => fill(data.text[key] ?? "", fields);
  const problem = makeProblem(say("unreachable"), (answer) => errorSentence(data.errors, answer));
  /** @type {Stage} */
  const stage = {
    say,
    signal,
    language: data.language,
    number: numbers.number,
    percent: (value) => numbers.percent(value, 0),
    title: (name) => data.models[name] ?? name,
    attempt: (work) => problem.attempt(work, { signal }),
  };
  paintRoles(host, data.roles);
  host.replaceChildren(problem.element);
  const ask = async () => (await accepted(await fetch(endpoint("real-or-fake/models"), { signal }))).json();
  /** @type {{models: Model[]} | undefined} */
  const overview = await untilReached(ask, { signal, onlost: problem.offline });
  if (!overview) return;

  let busy = false; // a round is on: what it is made of takes no room on the screen
  const { choice, refused } = readLink(location.search, overview.models);
  const refusal = h("p", { class: "problem", role: "alert", hidden: !refused.length }, refusalOf(data.errors, refused));
  const mirror = makeMirror(signal, () => pairs(choice));
  const change = (/** @type {Partial<Choice>} */ changed) => {
    Object.assign(choice, changed);
    mirror();
    render();
  };
  const tabs = makeTabs({
    names: MODES,
    title: say("modes"),
    label: (name) => say(name),
    panel: (name) => `real-or-fake-${name}`,
    choose: (name) => change({ mode: name === "class" ? "class" : "alone" }),
  });
  const setup = makeSetup(stage, overview.models, change);
  const alone = makeAlone(stage);
  const together = makeClass(stage, {
    onround: () => change({ mode: "class" }),
    onbusy: (now) => {
      busy = now;
      render();
    },
  });
  const panel = (/** @type {string} */ name, /** @type {HTMLElement} */ element) =>
    h("div", { role: "tabpanel", id: `real-or-fake-${name}`, "aria-labelledby": `tab-${name}` }, element);
  const panels = { alone: panel("alone", alone.element), class: panel("class", together.element) };
  const top = h("div", { class: "top" }, tabs.element, setup.element);
  host.replaceChildren(refusal, problem.element, top, panels.alone, panels.class);

  function render() {
    tabs.render(choice.mode);
    setup.render(choice);
    top.hidden = busy && choice.mode === "class";
    for (const name of MODES) panels[name].hidden = name !== choice.mode;
    alone.render(choice);
    together.render(choice);
    host.dataset.ready = "true";
  }
  render();
}
