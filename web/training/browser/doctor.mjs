// What the doctor says of the run, at the moment on the screen: a verdict, its evidence, and what can be done about it.

import { h } from "../../shared/browser/dom.mjs";
import { longer } from "./drawers.mjs";
import { OVER, fetchFinding } from "./server.mjs";
import { write } from "./words.mjs";

const KEPT = 500; // findings of earlier steps
const SHARES = ["accuracy", "pairs", "fakes_taken_for_real", "believed", "gradient_left", "hops", "diversity", "largest_share", "duplicates", "quality"];
const WHOLE = ["step", "lines", "lines_needed", "looks", "classes", "classes_total", "turns"];
const TONES = { healthy: "well", too_early: "unsure" }; // the others: "ill"
const ICONS = { well: "✓", unsure: "…", ill: "!" };

/** Whether a healthy run is one by its curves alone: nobody has examined its pictures. */
const unseen = ({ name, evidence }) => name === "healthy" && evidence.some(([key, value]) => key === "looks" && !value);

export function makeDoctor(stage) {
  const { text } = stage;
  const icon = h("i", { class: "icon", "aria-hidden": "true" });
  const who = h("span", { class: "who" });
  const verdict = h("strong", { role: "status", "data-testid": "live-verdict" });
  const why = h("span", { class: "why" });
  const more = h("button", { type: "button", "aria-expanded": "false", "aria-controls": "doctor-more", title: text("doctor_more_help"), onclick: () => open(more.getAttribute("aria-expanded") === "false") }, text("doctor_more"));
  const evidence = h("ul");
  const remedies = h("div", { class: "remedies" });
  const refusal = h("p", { class: "problem", role: "alert", hidden: true });
  const advice = h("ul");
  const help = h("section", {}, h("h2", {}, text("doctor_remedies")), remedies, refusal, advice);
  const body = h(
    "div", { id: "doctor-more", class: "more", hidden: true },
    h("section", {}, h("h2", {}, text("doctor_evidence")), evidence),
    help,
  );
  const element = h("section", { class: "doctor", "aria-label": text("doctor"), hidden: true }, icon, h("p", {}, who, " ", verdict, " ", why), more, body);
  const open = (yes) => {
    more.setAttribute("aria-expanded", String(yes));
    body.hidden = !yes;
  };

  // The finding of the moment on the screen

  const remembered = new Map(); // "run step" -> finding
  let asked = "";
  const findingNow = () => {
    const { status } = stage.a;
    const step = stage.time.sample;
    if (stage.time.isLive || step === undefined || step >= status.step) return status.finding;
    const key = `${stage.name} ${step}`;
    if (!remembered.has(key)) ask(key, stage.name, step);
    return remembered.get(key);
  };
  /** One question at a time; whatever is on the screen when the answer comes is asked for next. */
  const ask = async (key, name, step) => {
    if (asked) return;
    asked = key;
    const finding = await fetchFinding(name, step, stage.signal).catch(() => undefined);
    asked = "";
    if (!finding) return;
    if (remembered.size >= KEPT) remembered.delete(remembered.keys().next().value);
    remembered.set(key, finding);
    if (name === stage.name) render();
  };

  // What is said

  const number = (key, value) => {
    if (WHOLE.includes(key)) return stage.whole(value);
    return SHARES.includes(key) ? stage.percent(value) : stage.short(value);
  };
  const sentences = (finding) => {
    const numbers = Object.fromEntries(finding.evidence.map(([key, value]) => [key, number(key, value)]));
    return finding.evidence.filter(([key, value]) => key !== "looks" || value).map(([key]) => stage.doctor(`evidence_${key}`, { ...numbers, value: numbers[key] })).filter(Boolean);
  };
  const changes = (remedy) => Object.entries(remedy).filter(([name, value]) => stage.a.status.config[name] !== value).map(([name, value]) => text("event_setting", { setting: stage.setting(name), value: typeof value === "number" ? stage.short(value) : stage.option(value) })).join("; ");

  /**
   * What a press on a remedy does; undefined where it is not this visitor's. A run in progress is changed at once. A run that is over is
   * forked at the last checkpoint before the moment on the screen, where somebody went back to one; from its broken end nothing good
   * would come, so there it is started over. (The last checkpoint before a NaN is still good.)
   */
  const wayOf = (finding) => {
    const { status } = stage.a;
    if (!OVER.includes(status.state)) return stage.mine && ["running", "paused"].includes(status.state) ? { action: "change" } : undefined;
    const went = !stage.time.isLive || finding.name === "not_finite";
    const steps = went && (stage.mine || status.kind === "shipped") ? status.checkpoint_steps : [];
    const step = steps.findLast((one) => one > 0 && one <= stage.time.step);
    return step === undefined ? { action: "again" } : { action: "fork", step, length: step >= status.last_step ? longer(status.config) : {} };
  };
  const say = (sentence) => {
    refusal.textContent = sentence;
    refusal.hidden = !sentence;
  };
  const take = async (way, remedy) => {
    const source = stage.name;
    const body = { settings: { ...remedy, ...way.length }, ...(way.step === undefined ? {} : { step: way.step }) };
    const answer = await stage.act(way.action, body, say);
    if (answer && answer.name !== source) stage.open(answer.name, { compare: source });
  };
  const makeRemedy = (way, remedy) => {
    if (!way) return h("p", {}, changes(remedy));
    const fields = { changes: changes(remedy), step: way.step === undefined ? "" : stage.whole(way.step) };
    return h("button", { type: "button", title: text(`remedy_${way.action}_why`, fields), onclick: () => take(way, remedy) }, text(`remedy_${way.action}`, fields));
  };
  const hints = (finding, way) => {
    const told = finding.advice.filter((key) => key !== "fork_earlier" || stage.a.status.checkpoint_steps.length > 0).map((key) => stage.doctor(`advice_${key}`)).filter(Boolean);
    if (!finding.remedies.length) return told;
    if (!way) return [text("remedy_not_yours"), ...told];
    return told;
  };
  const list = (place, lines) => place.replaceChildren(...lines.map((line) => h("li", {}, line)));

  let written = "";
  const render = () => {
    const finding = stage.a.status && findingNow();
    if (!finding) {
      element.hidden = !stage.a.status;
      return;
    }
    const way = wayOf(finding);
    const now = JSON.stringify([finding, way, stage.time.isLive]);
    if (now === written) return;
    written = now;
    const tone = TONES[finding.name] ?? "ill";
    element.hidden = false;
    element.className = `doctor ${tone}`;
    element.dataset.finding = finding.name;
    write(icon, ICONS[tone]);
    write(who, `${stage.time.isLive ? text("doctor") : text("doctor_at", { step: stage.whole(finding.step) })}:`);
    write(verdict, `${stage.doctor(finding.name)}.`);
    write(why, stage.doctor(unseen(finding) ? "healthy_unseen_why" : `${finding.name}_why`));
    list(evidence, sentences(finding));
    const focused = [...remedies.children].indexOf(stage.host.getRootNode().activeElement);
    remedies.replaceChildren(...finding.remedies.map((remedy) => makeRemedy(way, remedy)));
    remedies.children[focused]?.focus();
    list(advice, hints(finding, way));
    help.hidden = !remedies.children.length && !advice.children.length;
  };
  return { element, render, reset: () => say("") };
}
