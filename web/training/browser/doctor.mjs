// What the doctor says of the run, at the moment on the screen: a verdict, its evidence, and what can be done about it.

import { h, write } from "../../shared/browser/dom.mjs";
import { makeRefusal } from "./field.mjs";
import { makeFindings, sentencesOf, treatmentOf } from "./findings.mjs";
import { settingSentence } from "./words.mjs";

/** @import {Treatment} from "./findings.mjs" */
/** @import {Finding, Settings, Stage, Status} from "./types.mjs" */

/** @type {Record<string, string>} the others: "ill" */
const TONES = { healthy: "well", too_early: "unsure", developing: "unsure" };
/** @type {Record<string, string>} */
const ICONS = { well: "✓", unsure: "…", ill: "!" };

/**
 * Whether a healthy run is one by its curves alone: its pictures have not been examined.
 * @param {Finding} finding
 */
const unseen = ({ name, evidence }) => name === "healthy" && evidence.some(([key, value]) => key === "measurements" && !value);

/**
 * @param {Element} place
 * @param {string[]} lines
 */
const list = (place, lines) => place.replaceChildren(...lines.map((line) => h("li", {}, line)));

/** @param {Stage} stage */
export function makeDoctor(stage) {
  const { text } = stage;
  const icon = h("i", { class: "icon", "aria-hidden": "true" });
  const who = h("span", { class: "who" });
  const verdict = h("strong", { role: "status", "data-testid": "live-verdict" });
  const why = h("span", { class: "why" });
  const more = h("button", { type: "button", "aria-expanded": "false", "aria-controls": "doctor-more", title: text("doctor_more_help") });
  more.append(text("doctor_more"));
  more.addEventListener("click", () => {
    const open = more.getAttribute("aria-expanded") === "false";
    more.setAttribute("aria-expanded", String(open));
    body.hidden = !open;
  });
  const evidence = h("ul");
  const help = makeHelp(stage);
  const seen = h("section", {}, h("h2", {}, text("doctor_evidence")), evidence);
  const body = h("div", { id: "doctor-more", class: "more", hidden: true }, seen, help.element);
  const line = h("p", {}, who, " ", verdict, " ", why);
  const element = h("section", { class: "doctor", "aria-label": text("doctor"), hidden: true }, icon, line, more, body);

  const findings = makeFindings(stage, () => render());
  let written = "";
  const render = () => {
    const { status } = stage.a;
    const finding = status && findings.now(status);
    if (!status || !finding) {
      element.hidden = !status;
      return;
    }
    const treatment = treatmentOf(finding, status, stage);
    const now = JSON.stringify([finding, treatment, stage.time.isLive]);
    if (now === written) return;
    written = now;
    const tone = TONES[finding.name] ?? "ill";
    element.hidden = false;
    element.className = `doctor ${tone}`;
    element.dataset.finding = finding.name;
    write(icon, ICONS[tone]);
    write(who, `${stage.time.isLive ? text("doctor") : text("doctor_at", { step: stage.whole(finding.step) })}:`);
    write(verdict, `${stage.doctor(finding.name)}.`);
    write(why, stage.doctor(unseen(finding) ? "healthy_unseen_why" : `${finding.name}_why`) ?? "");
    list(evidence, sentencesOf(finding, stage));
    help.render(finding, treatment, status);
  };
  return { element, render, reset: () => help.reset() };
}

/**
 * Buttons that do something about it, and advice.
 * @param {Stage} stage
 */
function makeHelp(stage) {
  const { text } = stage;
  const remedies = h("div", { class: "remedies" });
  const refusal = makeRefusal();
  const advice = h("ul");
  const element = h("section", {}, h("h2", {}, text("doctor_remedies")), remedies, refusal.element, advice);

  const take = async (/** @type {Treatment} */ { action, step, length }, /** @type {Settings} */ remedy) => {
    const source = stage.name;
    const body = { settings: { ...remedy, ...length }, ...(step === undefined ? {} : { step }) };
    const answer = await stage.act(action, body, refusal.say);
    if (answer && answer.name !== source) stage.open(answer.name, { compare: source });
  };
  /** @type {(treatment: Treatment | undefined, remedy: Settings, config: Settings) => HTMLElement} */
  const makeRemedy = (treatment, remedy, config) => {
    const different = Object.entries(remedy).filter(([name, value]) => config[name] !== value);
    const changes = different.map((entry) => settingSentence(stage, entry)).join("; ");
    if (!treatment) return h("p", {}, changes);
    const { action, step } = treatment;
    const fields = { changes, step: step === undefined ? "" : stage.whole(step) };
    const title = text(`remedy_${action}_why`, fields);
    return h("button", { type: "button", title, onclick: () => take(treatment, remedy) }, text(`remedy_${action}`, fields));
  };
  /** @type {(finding: Finding, treatment: Treatment | undefined, status: Status) => string[]} */
  const hintsOf = (finding, treatment, { fork_steps: checkpoints }) => {
    const keys = finding.advice.filter((key) => key !== "fork_earlier" || checkpoints.length > 0);
    const hints = keys.map((key) => stage.doctor(`advice_${key}`) ?? "").filter(Boolean);
    return finding.remedies.length && !treatment ? [text("remedy_not_yours"), ...hints] : hints;
  };
  return {
    element,
    reset: () => refusal.say(""),
    /** @type {(finding: Finding, treatment: Treatment | undefined, status: Status) => void} */
    render(finding, treatment, status) {
      const root = stage.host.getRootNode();
      const active = root instanceof ShadowRoot ? root.activeElement : null;
      const focused = active ? [...remedies.children].indexOf(active) : -1;
      remedies.replaceChildren(...finding.remedies.map((remedy) => makeRemedy(treatment, remedy, status.config)));
      const again = remedies.children[focused];
      if (again instanceof HTMLElement) again.focus();
      list(advice, hintsOf(finding, treatment, status));
      element.hidden = !remedies.children.length && !advice.children.length;
    },
  };
}
