// What runs, how far it is, and what its owner can do about it.

import { isLocal } from "../../runs/browser/local_names.mjs";
import { runPath } from "../../runs/browser/paths.mjs";
import { pageUrl } from "../../shared/browser/address.mjs";
import { h, write } from "../../shared/browser/dom.mjs";
import { makeAfter } from "./after.mjs";
import { epochAt } from "./epochs.mjs";
import { ICONS, makePicker } from "./picker.mjs";

/** @import {Stage, Status} from "./types.mjs" */

const BESIDE = 3; // shipped models that a run is scored with
const SINGLE = ["step", "discriminator", "generator"];
const DRAWERS = /** @type {const} */ (["change", "extend", "fork", "download", "manage", "pin"]);

/** @param {Stage} stage */
export function makeBar(stage) {
  const picker = makePicker(stage, { id: "run", label: stage.text("run"), choose: (name) => stage.open(name, { compare: stage.other }) });
  const facts = makeFacts(stage);
  const controls = makeControls(stage);
  const line = h("div", { class: "line" }, picker.element, facts.line);
  const about = h("p", { class: "about" });
  const next = makeNext(stage);
  const holding = makeHolding(stage);
  const below = h("div", { class: "line", hidden: true }, h("div", { class: "acts" }, controls.element, next.element), about);
  const element = h("div", { class: "bar" }, line, facts.done, facts.reason, holding.element, below);
  const render = () => {
    picker.render(stage.runs, stage.name);
    facts.render(stage.a.status);
    controls.render(stage.a.status);
    next.render(stage.a.status);
    below.hidden = !stage.a.status;
    holding.render(stage.a.status);
    write(about, stage.expectation(stage.name, stage.a.status?.epoch ?? 0));
  };
  return { element, render };
}

/**
 * State, step, epoch, speed, time, and why the run ended.
 * @param {Stage} stage
 */
function makeFacts(stage) {
  const { text } = stage;
  const badge = h("span", { class: "state", role: "status", "data-testid": "live-state" });
  const fact = (/** @type {string} */ name) => h("span", { class: `fact ${name}` });
  const [steps, epoch, speed, left] = ["step", "epoch", "speed", "left"].map(fact);
  steps.dataset.testid = "live-step";
  const done = h("progress", { "aria-label": text("progress") });
  const reason = h("p", { class: "reason", hidden: true });

  const renderLoading = () => {
    badge.className = "state";
    badge.dataset.state = stage.name ? "loading" : "none";
    write(badge, text(stage.name ? "loading" : "no_run"));
    for (const one of [steps, epoch, speed, left]) write(one, "");
    done.value = 0;
    reason.hidden = true;
  };
  const renderState = (/** @type {Status} */ { state, position }) => {
    const { replaying } = stage.time;
    const word = state === "queued" && position ? text("queued_at", { position }) : stage.state(state);
    badge.className = `state ${replaying ? "replay" : state}`;
    badge.dataset.state = replaying ? "replay" : state;
    write(badge, replaying ? `⟲ ${text("replaying")}` : `${ICONS[state]} ${word}`);
  };
  const renderTime = (/** @type {Status} */ { state, seconds, seconds_left: rest, speed: images }) => {
    const running = state === "running";
    write(speed, images && running ? text("images_per_second", { speed: stage.whole(images) }) : "");
    if (rest !== null && running) write(left, text("time_left", { duration: stage.duration(rest) }));
    else write(left, seconds ? text("time_taken", { duration: stage.duration(seconds) }) : "");
  };
  const renderSteps = (/** @type {Status} */ status) => {
    const step = stage.time.replaying ? stage.time.step : status.step;
    const total = Math.max(status.last_step, status.step);
    write(steps, text("step_of", { step: stage.whole(step), last: stage.whole(total) }));
    steps.dataset.step = String(step);
    write(epoch, text("epoch", { epoch: stage.decimal(epochAt(status, step), 1) }));
    done.max = Math.max(1, total);
    done.value = step;
  };
  return {
    line: [badge, steps, epoch, speed, left],
    done,
    reason,
    /** @param {Status | undefined} status */
    render(status) {
      if (!status) return renderLoading();
      renderState(status);
      renderSteps(status);
      renderTime(status);
      write(reason, status.reason ? text("reason", { reason: stage.reason(status) }) : "");
      reason.hidden = !status.reason;
      reason.classList.toggle("failed", status.state === "failed");
      return undefined;
    },
  };
}

/**
 * What this visitor may do with the run on the screen now.
 * @param {Stage} stage
 * @param {Status} status
 */
function allowed({ mine, isOver }, status) {
  const { state, kind, fork_steps: forks } = status;
  const training = mine && (state === "running" || state === "paused");
  const resumable = state === "stopped" || state === "interrupted" || (state === "failed" && forks.length > 0);
  const weights = hasWeights(status) && !isLocal(status.name);
  return {
    training,
    extend: mine && kind === "own" && state === "finished" && weights,
    download: weights,
    manage: status.owner,
    resume: mine && kind === "own" && resumable,
    stop: mine && !isOver(state),
    fork: (mine || kind === "shipped") && forks.length > 0,
    pin: !status.mine && status.takeover && !isOver(state) && !mine,
  };
}

/**
 * Whether weights of this run are kept that were trained.
 * @param {Status} status
 */
const hasWeights = ({ checkpoint_steps: checkpoints }) => checkpoints.some((step) => step > 0);

/**
 * Where a run leads: with weights to other pages, opened with it; with numbers to a page to keep.
 * @param {Stage} stage
 */
function makeNext(stage) {
  /** @type {Record<string, (run: string) => string>} */
  const addresses = {
    slide: (run) => pageUrl("latent", { model: run }),
    score: (run) => pageUrl("evaluation", { models: [run, ...shippedOf(stage)].join(",") }),
    freeze: (run) => runPath(run, "/files/frozen"),
  };
  const after = makeAfter(stage);
  const links = Object.entries(addresses).map(([name, address]) => ({
    name,
    address,
    element: h("a", { class: "button", "data-next": name, title: stage.text(`${name}_help`) }, stage.text(name)),
  }));
  const here = async (/** @type {MouseEvent} */ event) => {
    if (!isLocal(stage.name)) return;
    event.preventDefault();
    const { dataset, href } = /** @type {HTMLAnchorElement} */ (event.currentTarget);
    await stage.problem.attempt(() => after.act(dataset.next ?? "", stage.name));
    if (dataset.next === "slide") location.assign(href);
  };
  for (const { element: link } of links) link.addEventListener("click", here);
  const element = h("div", { class: "actions next" }, ...links.map((link) => link.element), after.element);
  let shown = "";
  const render = (/** @type {Status | undefined} */ status) => {
    if (shown !== stage.name) after.clear();
    shown = stage.name;
    const weights = Boolean(status && hasWeights(status));
    element.hidden = !weights && (!status?.step || isLocal(status.name));
    for (const { name, address, element: link } of links) {
      link.href = address(stage.name);
      link.hidden = name !== "freeze" && !weights;
    }
  };
  return { element, render };
}

/**
 * Shipped models of the run's data, or of the whole that these are a part of: to be scored on the same real pictures. Of own pictures there
 * are none.
 * @param {Stage} stage
 */
function shippedOf({ runs, a: { status } }) {
  const whole = (/** @type {unknown} */ dataset) => String(dataset).replace("-10k", "");
  if (status?.config.dataset === "folder") return [];
  const alike = runs.filter((run) => run.kind === "shipped" && !run.failure && whole(run.dataset) === whole(status?.config.dataset));
  return alike.map(({ name }) => name).filter((name) => name !== status?.name).slice(0, BESIDE); // biome-ignore format: one line
}

/**
 * A paused run that others wait for says so.
 * @param {Stage} stage
 */
function makeHolding(stage) {
  const { text } = stage;
  const words = h("span");
  const aside = h(
    "button",
    { type: "button", "data-action": "step_aside", title: text("step_aside_help"), onclick: () => stage.act("step_aside") },
    text("step_aside"),
  );
  const element = h("p", { class: "holding", role: "status", hidden: true }, words, " ", aside);
  const render = (/** @type {Status | undefined} */ status) => {
    element.hidden = !status?.waiting;
    write(words, text("holding", { count: status?.waiting ?? 0 }));
    aside.hidden = !stage.mine;
  };
  return { element, render };
}

/** @param {Stage} stage */
function makeControls(stage) {
  const { text } = stage;
  let busy = false;
  const act = async (/** @type {string} */ action) => {
    if (busy) return; // an impatient second press
    busy = true;
    await stage.act(action);
    busy = false;
  };
  const button = (/** @type {string} */ name, action = () => name) =>
    h("button", { type: "button", "data-action": name, title: text(`${name}_help`), onclick: () => act(action()) }, text(name));
  const hold = button("pause", () => (stage.a.status?.state === "paused" ? "go_on" : "pause"));
  const [resume, stop, save] = ["resume", "stop", "save"].map((name) => button(name));
  const singles = SINGLE.map((name) => button(name));
  const opener = (/** @type {string} */ name) =>
    h(
      "button",
      {
        type: "button",
        "aria-expanded": "false",
        "aria-controls": `drawer-${name}`,
        title: text(`${name}_help`),
        onclick: () => stage.drawers.toggle(name),
      },
      text(name),
    );
  const openers = DRAWERS.map((name) => ({ name, element: opener(name) }));
  const once = h("span", { class: "once", role: "group", "aria-label": text("once") }, singles);
  const buttons = [resume, hold, stop, save, once, ...openers.map((one) => one.element)];
  const element = h("div", { class: "actions", role: "group", "aria-label": text("controls") }, buttons);

  const render = (/** @type {Status | undefined} */ status) => {
    element.hidden = !status;
    if (!status) return;
    const may = allowed(stage, status);
    resume.hidden = !may.resume;
    stop.hidden = !may.stop;
    for (const one of [hold, save, once]) one.hidden = !may.training;
    const word = status.state === "paused" ? "go_on" : "pause";
    write(hold, text(word));
    hold.title = text(`${word}_help`);
    hold.dataset.action = word;
    for (const one of singles) one.disabled = status.state !== "paused";
    const { extend, fork, download, manage, pin } = may;
    const open = { change: may.training, extend, fork, download, manage, pin };
    for (const { name, element: one } of openers) {
      one.hidden = !open[name];
      one.setAttribute("aria-expanded", String(stage.drawers.open === name));
    }
    stage.drawers.keep(DRAWERS.filter((name) => open[name]));
  };
  return { element, render };
}
