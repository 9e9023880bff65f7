// The generator's pictures from the same noise, and the time line to go back through them.

import { h } from "../shared/dom.mjs";
import { sampleUrl } from "./server.mjs";
import { SPEEDS, WHOLE_RUN_SECONDS } from "./time.mjs";
import { write } from "./words.mjs";

const ROWS = 10; // classes at most, gan_core/training/samples.py
const KEPT = 64; // decoded pictures
const TICKS = 200; // marks on the time line at most

export function makeSamples(stage) {
  const { text, time } = stage;
  const canvas = h("canvas", { class: "pixels", role: "img", "data-testid": "live-samples", width: 280, height: 280 });
  const names = h("ol", { class: "names", "aria-hidden": "true" });
  const caption = h("p", { class: "caption" });
  const which = makeWhich(stage, () => render());
  const range = h("input", { type: "range", min: 0, max: 1, step: 1, "aria-label": text("timeline"), "data-testid": "live-timeline", oninput: () => time.scrub(Number(range.value)) });
  const ticks = h("div", { class: "ticks", "aria-hidden": "true" });
  const ghost = h("i", { class: "ghost", hidden: true });
  const play = h("button", { type: "button", class: "play", onclick: () => time.toggle() }, text("replay"));
  const live = h("button", { type: "button", class: "live", onclick: () => time.live() }, text("whole_run"));
  const speeds = SPEEDS.map((speed) => h("option", { value: speed }, text("speed_option", { speed: stage.short(speed), seconds: stage.whole(WHOLE_RUN_SECONDS / speed) })));
  const speed = h("select", { "aria-label": text("speed"), onchange: () => (time.speed = Number(speed.value)) }, speeds);
  speed.value = time.speed;
  const file = h("a", { class: "button quiet", download: true }, text("picture_file"));

  range.addEventListener("keydown", (event) => {
    const tenth = Math.max(1, Math.round((stage.a.status?.sample_steps.length ?? 0) / 10));
    const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: tenth, PageDown: -tenth, Home: -Infinity, End: Infinity }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    time.turn(by);
  });

  // Pictures
  const decoded = new Map(); // address -> promise of an ImageBitmap
  const picture = (url) => {
    if (!decoded.has(url)) {
      const load = fetch(url, { signal: stage.signal }).then(async (response) => createImageBitmap(await response.blob()));
      load.catch(() => decoded.delete(url)); // another time, perhaps
      decoded.set(url, load);
      if (decoded.size > KEPT) decoded.delete(decoded.keys().next().value);
    }
    return decoded.get(url);
  };
  let wish = "";
  const show = async (run, step) => {
    const url = sampleUrl(run.name, step);
    if (url === wish) return;
    wish = url;
    const sheet = await picture(url).catch(() => undefined);
    if (!sheet || url !== wish) {
      if (url === wish) wish = "";
      return;
    }
    if (canvas.width !== sheet.width || canvas.height !== sheet.height) Object.assign(canvas, { width: sheet.width, height: sheet.height });
    canvas.getContext("2d").drawImage(sheet, 0, 0);
    Object.assign(canvas.dataset, { step, run: run.name });
    canvas.setAttribute("aria-label", text(namesOf(run).length ? "samples_of_classes" : "samples_of_noise", { step: stage.whole(step), classes: namesOf(run).join(", ") }));
    file.href = url;
    file.download = `${run.name}-${step}.png`;
  };

  const namesOf = ({ config }) => (config.conditioning === "none" ? [] : config.class_names.slice(0, ROWS).map(stage.className));
  let named = "";
  const renderNames = (run) => {
    const list = namesOf(run);
    if (named === list.join()) return;
    named = list.join();
    names.replaceChildren(...list.map((name) => h("li", {}, name)));
    names.hidden = !list.length;
  };

  let marked = "";
  const renderTicks = (steps) => {
    const signature = `${steps.length}:${time.last}`;
    if (signature === marked) return;
    marked = signature;
    ticks.replaceChildren(...(steps.length > TICKS ? [] : steps.map((step) => place(h("i"), step))), ghost);
  };
  const place = (mark, step) => {
    mark.style.setProperty("--at", step / Math.max(1, time.last));
    return mark;
  };

  const render = () => {
    const own = stage.a.status;
    if (!own) return;
    which.render();
    const run = which.other && stage.b.status ? stage.b.status : own;
    renderNames(run);
    renderTicks(own.sample_steps);
    const sample = run.sample_steps.findLast((step) => step <= (run === own ? time.step : time.isLive ? Infinity : time.step)) ?? run.sample_steps[0];
    if (sample !== undefined) show(run, sample);
    write(caption, sample === undefined ? text("no_samples") : text("sample_caption", { step: stage.whole(sample), epoch: stage.decimal(epochOf(run, sample), 1) }));

    range.max = Math.max(1, time.last);
    range.value = time.step;
    range.style.setProperty("--to", `${(100 * time.step) / Math.max(1, time.last)}%`);
    range.setAttribute("aria-valuetext", text("timeline_value", { step: stage.whole(time.step), last: stage.whole(time.last), place: own.sample_steps.indexOf(time.sample) + 1, count: own.sample_steps.length }));
    write(play, text(time.playing ? "pause_replay" : time.replaying ? "continue_replay" : "replay"));
    const running = own.state === "running";
    write(live, text(running ? "live" : "whole_run"));
    live.setAttribute("aria-pressed", String(time.isLive));
    element.classList.toggle("replaying", time.replaying);
  };

  const element = h(
    "section", { class: "samples", "aria-labelledby": "samples-title" },
    h("header", {}, h("h2", { id: "samples-title" }, text("samples_title")), file),
    which.element,
    h("div", { class: "sheet" }, names, canvas),
    caption,
    h("div", { class: "timeline" }, range, ticks),
    h("div", { class: "row" }, play, live, speed),
  );
  return {
    element,
    render,
    /** Where on the time line the charts' pointer is; null for nowhere. */
    hover(step) {
      ghost.hidden = step === null || step > time.last;
      if (!ghost.hidden) place(ghost, step);
    },
  };
}

const epochOf = ({ epoch, step }, at) => (step ? (epoch * at) / step : 0);

/** With two runs: whose pictures. */
function makeWhich(stage, onchange) {
  const makeButton = (other, key) => h("button", { type: "button", onclick: () => choose(other) }, stage.text(key));
  const buttons = [makeButton(false, "this_run"), makeButton(true, "other_run")];
  const element = h("div", { class: "which", role: "group", "aria-label": stage.text("whose_samples"), hidden: true }, buttons);
  const choose = (other) => {
    which.other = other;
    onchange();
  };
  const which = {
    element,
    other: false,
    render() {
      element.hidden = !stage.b.status;
      if (element.hidden) which.other = false;
      buttons.forEach((button, index) => button.setAttribute("aria-pressed", String(Boolean(index) === which.other)));
    },
  };
  return which;
}
