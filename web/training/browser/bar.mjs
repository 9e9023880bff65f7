// What runs, how far it is, and what its owner can do about it.

import { h } from "../../shared/browser/dom.mjs";
import { OVER } from "./server.mjs";
import { write } from "./words.mjs";

const ICONS = { queued: "…", running: "▶", paused: "❚❚", stopped: "■", finished: "✓", failed: "✕", interrupted: "⚡", unreadable: "⚠" };
const SINGLE = ["step", "discriminator", "generator"];

export function makeBar(stage) {
  const { text } = stage;
  const picker = makePicker(stage, { id: "run", label: text("run"), choose: (name) => stage.open(name, { compare: stage.other }) });
  const badge = h("span", { class: "state", role: "status", "data-testid": "live-state" });
  const facts = Object.fromEntries(["step", "epoch", "speed", "left"].map((name) => [name, h("span", { class: `fact ${name}` })]));
  facts.step.dataset.testid = "live-step";
  const done = h("progress", { "aria-label": text("progress") });
  const reason = h("p", { class: "reason", hidden: true });

  const button = (name, onclick) => h("button", { type: "button", "data-action": name, title: text(`${name}_help`), onclick }, text(name));
  let busy = false;
  const act = async (action, body) => {
    if (busy) return; // an impatient second press
    busy = true;
    await stage.act(action, body);
    busy = false;
  };
  const hold = button("pause", () => act(stage.a.status.state === "paused" ? "go_on" : "pause"));
  const actions = {
    resume: button("resume", () => act("resume")),
    hold,
    stop: button("stop", () => act("stop")),
    save: button("save", () => act("save")),
    ...Object.fromEntries(SINGLE.map((name) => [name, button(name, () => act(name))])),
  };
  const drawers = ["change", "fork", "pin"].map((name) => h("button", { type: "button", "aria-expanded": "false", "aria-controls": `drawer-${name}`, title: text(`${name}_help`), onclick: () => stage.drawers.toggle(name) }, text(name)));
  const [change, fork, pin] = drawers;
  const once = h("span", { class: "once", role: "group", "aria-label": text("once") }, SINGLE.map((name) => actions[name]));
  const controls = h("div", { class: "actions", role: "group", "aria-label": text("controls") }, actions.resume, hold, actions.stop, actions.save, once, change, fork, pin);

  const render = () => {
    picker.render(stage.runs, stage.name);
    const { status } = stage.a;
    controls.hidden = !status;
    if (!status) return renderLoading();
    renderState(status);
    renderFacts(status);
    const over = OVER.includes(status.state);
    const mine = stage.mine;
    const seen = (element, yes) => (element.hidden = !yes);
    const training = mine && (status.state === "running" || status.state === "paused");
    seen(actions.resume, mine && status.kind === "own" && (["stopped", "interrupted"].includes(status.state) || (status.state === "failed" && status.checkpoint_steps.length > 0)));
    seen(hold, training);
    const word = status.state === "paused" ? "go_on" : "pause";
    write(hold, text(word));
    hold.title = text(`${word}_help`);
    hold.dataset.action = word;
    seen(actions.stop, mine && !over);
    seen(actions.save, training);
    seen(once, training);
    for (const name of SINGLE) actions[name].disabled = status.state !== "paused";
    seen(change, training);
    seen(fork, (mine || status.kind === "shipped") && status.checkpoint_steps.length > 0);
    seen(pin, !status.mine && status.takeover && !over && !mine);
    drawers.forEach((one, index) => one.setAttribute("aria-expanded", String(stage.drawers.open === ["change", "fork", "pin"][index])));
    stage.drawers.keep(drawers.filter((one) => !one.hidden).map((one) => one.getAttribute("aria-controls").slice("drawer-".length)));
    return undefined;
  };

  const renderLoading = () => {
    badge.className = "state";
    badge.dataset.state = stage.name ? "loading" : "none";
    write(badge, text(stage.name ? "loading" : "no_run"));
    for (const fact of Object.values(facts)) write(fact, "");
    done.value = 0;
    reason.hidden = true;
  };
  const renderState = ({ state, position }) => {
    const replaying = stage.time.replaying;
    const word = replaying ? text("replaying") : state === "queued" && position ? text("queued_at", { position }) : stage.state(state);
    badge.className = `state ${replaying ? "replay" : state}`;
    badge.dataset.state = replaying ? "replay" : state;
    const said = `${replaying ? "⟲" : ICONS[state]} ${word}`;
    write(badge, said);
  };
  const renderFacts = (status) => {
    const step = stage.time.replaying ? stage.time.step : status.step;
    const total = Math.max(status.last_step, status.step);
    const epoch = status.step ? (status.epoch * step) / status.step : 0;
    write(facts.step, text("step_of", { step: stage.whole(step), last: stage.whole(total) }));
    facts.step.dataset.step = step;
    write(facts.epoch, text("epoch", { epoch: stage.decimal(epoch, 1) }));
    write(facts.speed, status.speed && status.state === "running" ? text("images_per_second", { speed: stage.whole(status.speed) }) : "");
    const running = status.seconds_left !== null && status.state === "running";
    write(facts.left, running ? text("time_left", { duration: stage.duration(status.seconds_left) }) : status.seconds ? text("time_taken", { duration: stage.duration(status.seconds) }) : "");
    done.max = Math.max(1, total);
    done.value = step;
    write(reason, status.reason ? text("reason", { reason: stage.reason(status) }) : "");
    reason.hidden = !status.reason;
    reason.classList.toggle("failed", status.state === "failed");
  };

  const element = h("div", { class: "bar" }, h("div", { class: "line" }, picker.element, badge, ...Object.values(facts)), done, reason, controls);
  return { element, render };
}

/** A run's name for people: a shipped one has its own, failures in words; the others are what they train and when they began. */
function titleOf({ name, kind, model, dataset, loss }, today, stage) {
  if (kind === "shipped") return stage.title(name);
  const [, day, hour, minute] = name.match(/^\d{4}(\d{4})-(\d{2})(\d{2})/) ?? [];
  const when = hour && `${day === today ? "" : `${day.slice(2)}/${day.slice(0, 2)} `}${hour}:${minute}`;
  return [when, model, dataset, loss].filter(Boolean).join(" · ");
}

/** The groups of the list, in order; each run belongs to the first that takes it. */
const GROUPS = {
  mine: (run) => run.mine,
  running: (run) => !OVER.includes(run.state),
  shipped: (run) => run.kind === "shipped" && !run.failure,
  failures: (run) => run.kind === "shipped",
  own: () => true,
};
const groupOf = (run) => Object.keys(GROUPS).find((name) => GROUPS[name](run));

/** A list of runs, grouped. `none` is the word for no run. */
export function makePicker(stage, { id, label, choose, none, without = () => "" }) {
  const select = h("select", { id, onchange: () => choose(select.value) });
  const now = new Date();
  const today = `${now.getMonth() + 1}`.padStart(2, "0") + `${now.getDate()}`.padStart(2, "0");
  let written = "";
  const entry = (run) => {
    const where = run.state === "queued" && run.position ? stage.text("queued_at", { position: run.position }) : stage.state(run.state);
    const far = run.kind === "shipped" ? "" : ` · ${where}${run.step ? ` · ${stage.text("at_step", { step: stage.whole(run.step) })}` : ""}`;
    return [run.name, `${ICONS[run.state] ?? ""} ${titleOf(run, today, stage)}${far}`];
  };
  const group = ([name, entries]) => h("optgroup", { label: stage.text(`runs_${name}`) }, entries.map(([value, words]) => h("option", { value }, words)));
  return {
    element: h("label", { class: "picker", for: id }, h("span", { class: none === undefined ? "unseen" : "" }, label), select),
    select,
    render(runs, chosen) {
      const listed = runs.filter((run) => run.name !== without());
      const groups = Object.keys(GROUPS).map((name) => [name, listed.filter((run) => groupOf(run) === name).map(entry)]).filter(([, entries]) => entries.length);
      const list = JSON.stringify(groups);
      if (list !== written) {
        written = list;
        select.replaceChildren(...(none === undefined ? [] : [h("option", { value: "" }, none)]), ...groups.map(group));
      }
      if (chosen && !listed.some((run) => run.name === chosen)) select.append(h("option", { value: chosen }, chosen));
      select.value = chosen;
    },
  };
}
