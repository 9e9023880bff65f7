// The generator's pictures from the same noise, and the time line to go back through them.

import { h } from "../../shared/browser/dom.mjs";
import { sampleUrl } from "../../runs/browser/paths.mjs";
import { SPEEDS, WHOLE_RUN_SECONDS } from "./time.mjs";
import { write } from "./words.mjs";

const ROWS = 10; // classes at most, gan_core/training/samples.py
const KEPT = 64; // decoded pictures
const TICKS = 200; // marks on the time line at most

export function makeSamples(stage) {
  const { text, time } = stage;
  const own = makeSheet(stage, "live-samples");
  const other = makeSheet(stage, "live-samples-compared");
  const range = h("input", { type: "range", min: 0, max: 1, step: 1, "aria-label": text("timeline"), "data-testid": "live-timeline", oninput: () => time.scrub(Number(range.value)) });
  const ticks = h("div", { class: "ticks", "aria-hidden": "true" });
  const ghost = h("i", { class: "ghost", hidden: true });
  const play = h("button", { type: "button", class: "play", onclick: () => time.toggle() }, text("replay"));
  const live = h("button", { type: "button", class: "live", onclick: () => time.live() }, text("whole_run"));
  const speeds = SPEEDS.map((speed) => h("option", { value: speed }, text("speed_option", { speed: stage.short(speed), seconds: stage.whole(WHOLE_RUN_SECONDS / speed) })));
  const speed = h("select", { "aria-label": text("speed"), onchange: () => (time.speed = Number(speed.value)) }, speeds);
  speed.value = time.speed;

  range.addEventListener("keydown", (event) => {
    const tenth = Math.max(1, Math.round((stage.a.status?.sample_steps.length ?? 0) / 10));
    const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: tenth, PageDown: -tenth, Home: -Infinity, End: Infinity }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    time.turn(by);
  });

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
    const { status } = stage.a;
    if (!status) return;
    const compared = stage.b.status;
    element.classList.toggle("compared", Boolean(compared));
    other.element.hidden = !compared;
    own.render(status, time.step, compared ? text("this_run") : "");
    if (compared) other.render(compared, time.step, text("other_run")); // the same step of both
    renderTicks(status.sample_steps);
    range.max = Math.max(1, time.last);
    range.value = time.step;
    range.style.setProperty("--to", `${(100 * time.step) / Math.max(1, time.last)}%`);
    range.setAttribute("aria-valuetext", text("timeline_value", { step: stage.whole(time.step), last: stage.whole(time.last), place: status.sample_steps.indexOf(time.sample) + 1, count: status.sample_steps.length }));
    write(play, text(time.playing ? "pause_replay" : time.replaying ? "continue_replay" : "replay"));
    const running = status.state === "running";
    write(live, text(running ? "live" : "whole_run"));
    live.setAttribute("aria-pressed", String(time.isLive));
    element.classList.toggle("replaying", time.replaying);
  };

  const element = h(
    "section", { class: "samples", "aria-labelledby": "samples-title" },
    h("h2", { id: "samples-title" }, text("samples_title")),
    h("div", { class: "sheets" }, own.element, other.element),
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

/** One run's pictures of a step, with the classes' names, what they are, and a file to take home. */
function makeSheet(stage, id) {
  const { text } = stage;
  const canvas = h("canvas", { class: "pixels", role: "img", "data-testid": id, width: 280, height: 280 });
  const names = h("ol", { class: "names", "aria-hidden": "true", hidden: true });
  const whose = h("strong");
  const caption = h("span");
  const file = h("a", { class: "button quiet", download: true }, text("picture_file"));
  const element = h("div", { class: "one" }, h("div", { class: "sheet" }, names, canvas), h("p", { class: "caption" }, whose, caption, file));

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
  const render = (run, until, title) => {
    renderNames(run);
    const sample = run.sample_steps.findLast((step) => step <= until) ?? run.sample_steps[0];
    if (sample !== undefined) show(run, sample);
    write(whose, title);
    write(caption, sample === undefined ? text("no_samples") : text("sample_caption", { step: stage.whole(sample), epoch: stage.decimal(epochOf(run, sample), 1) }));
  };
  return { element, render };
}
