// What stands on a chart besides its curves: equilibrium lines with a name, events, the step of the sample on the screen.

import { h } from "../../shared/browser/dom.mjs";
import uPlot from "../../shared/vendor/uplot.mjs";

const NEAR = 24; // events closer than this many pixels share one flag

export function makeMarks(stage, tip) {
  const { text } = stage;
  const layers = new WeakMap(); // a plot's `over` -> {layer, signature}
  let events = []; // [{step, short, long}] of the run on the screen

  /** Take over what the newest status says. */
  const read = () => {
    events = describe(stage);
  };
  const lines = (sources) => {
    const { lines: values = {}, config } = stage.a.status ?? {};
    const all = sources.flatMap((source, index) => (source in values ? [{ value: values[source], name: lineName(source, config), index }] : []));
    return all.map((line) => ({ ...line, shared: all.some((other) => other.index !== line.index && other.name === line.name) }))
      .filter((line, index, list) => list.findIndex((other) => other.name === line.name) === index);
  };
  const seen = () => events.filter((event) => event.step <= stage.time.until);

  /** Drawn behind the curves. */
  const behind = (plot, { sources, colours, look }) => {
    const { ctx, bbox, scales } = plot;
    const ratio = uPlot.pxRatio;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    const stroke = (colour, width, dash, from, to) => {
      ctx.strokeStyle = colour;
      ctx.lineWidth = width * ratio;
      ctx.setLineDash(dash.map((part) => part * ratio));
      ctx.beginPath();
      ctx.moveTo(...from);
      ctx.lineTo(...to);
      ctx.stroke();
    };
    for (const line of lines(sources)) {
      const y = Math.round(plot.valToPos(line.value, "y", true));
      stroke(line.shared ? look.now.quiet : colours()[line.index], 1.25, [2, 3], [bbox.left, y], [bbox.left + bbox.width, y]);
    }
    for (const event of seen()) {
      if (event.step < scales.x.min || event.step > scales.x.max) continue;
      const x = Math.round(plot.valToPos(event.step, "x", true));
      stroke(look.now.ink, 1, [4, 3], [x, bbox.top], [x, bbox.top + bbox.height]);
    }
    if (!stage.time.isLive && !stage.time.replaying) {
      const x = Math.round(plot.valToPos(stage.time.step, "x", true));
      stroke(look.now.accent, 2, [], [x, bbox.top], [x, bbox.top + bbox.height]);
    }
    ctx.restore();
  };

  /** Names that can be pointed at and focused, over the chart. */
  const over = (plot, { sources, look }) => {
    let layer = layers.get(plot.over);
    if (!layer) {
      layer = { element: h("div", { class: "marks" }), signature: "" };
      layers.set(plot.over, layer);
      plot.over.append(layer.element);
    }
    const [width, height] = [plot.bbox.width / uPlot.pxRatio, plot.bbox.height / uPlot.pxRatio]; // asking the page would make it lay itself out
    const named = lines(sources)
      .map((line) => ({ line, y: Math.round(plot.valToPos(line.value, "y")) }))
      .filter(({ y }) => y >= 0 && y <= height);
    const flags = [];
    for (const event of seen()) {
      const x = plot.valToPos(event.step, "x");
      if (x < 0 || x > width) continue;
      const before = flags.at(-1);
      if (before && x - before.x < NEAR) before.events.push(event);
      else flags.push({ x: Math.round(x), events: [event] });
    }
    const signature = JSON.stringify([named.map(({ line, y }) => [line.name, y]), flags.map(({ x, events: group }) => [x, group.map((event) => event.long)]), width, look.now.rem]);
    if (signature === layer.signature) return;
    layer.signature = signature;
    const focused = plot.over.getRootNode().activeElement?.dataset?.mark;
    layer.element.replaceChildren(
      ...named.map(({ line, y }) => makeMark("equilibrium", `line-${line.name}`, text(`line_${line.name}`), text(`line_${line.name}_why`, { value: stage.short(line.value) }), { top: `${y}px` })),
      ...flags.map(({ x, events: group }, index) => {
        const words = group.length > 1 ? text("events", { count: group.length }) : group[0].short;
        return makeMark("flag", `event-${index}`, words, group.map((event) => event.long).join("\n"), flagPlace(flags, index, width));
      }),
    );
    if (focused) layer.element.querySelector(`[data-mark="${focused}"]`)?.focus();
  };

  const makeMark = (kind, name, words, why, style) => {
    const mark = h("button", { type: "button", class: kind, "data-mark": name, "aria-describedby": why ? "live-tip" : undefined, onclick: (event) => event.stopPropagation(), onmousedown: (event) => event.stopPropagation() }, words);
    Object.assign(mark.style, style);
    const show = () => {
      tip.replaceChildren(...why.split("\n").map((line) => h("p", {}, line)));
      tip.hidden = false;
      const frame = tip.parentElement.getBoundingClientRect();
      const box = mark.getBoundingClientRect();
      const left = Math.min(Math.max(0, box.left - frame.left), frame.width - tip.offsetWidth);
      const below = box.bottom - frame.top + 4;
      tip.style.left = `${left}px`;
      tip.style.top = `${below + tip.offsetHeight > frame.height ? box.top - frame.top - tip.offsetHeight - 4 : below}px`;
    };
    const hide = () => (tip.hidden = true);
    for (const type of ["pointerenter", "focus"]) mark.addEventListener(type, () => why && show());
    for (const type of ["pointerleave", "blur"]) mark.addEventListener(type, hide);
    mark.addEventListener("keydown", (event) => event.key === "Escape" && hide());
    return mark;
  };

  return {
    /** Whether flags need room above the charts. */
    get flagged() { return seen().length > 0; },
    read, behind, over, values: (sources) => lines(sources).map((line) => line.value),
  };
}

/** To the right of its event up to the next flag; the last one, where it stands far right, to the left. */
function flagPlace(flags, index, width) {
  const { x } = flags[index];
  const turned = (one) => one === flags.length - 1 && flags[one].x > width / 2;
  if (turned(index)) return { right: `${width - x}px`, maxWidth: `${index ? (x - flags[index - 1].x) / 2 : x}px` };
  const room = index + 1 < flags.length ? (flags[index + 1].x - x) / (turned(index + 1) ? 2 : 1) : width - x;
  return { left: `${x}px`, maxWidth: `${room}px` };
}

/** The name of an equilibrium (gan_core/training/equilibrium.py): which number, and of which objective. */
function lineName(source, { loss, real_target }) {
  const smoothed = real_target < 1 ? "_smoothed" : "";
  if (source.endsWith("prob_mean")) return `prob${smoothed}`;
  if (source.endsWith("score_mean")) return "score";
  if (source.startsWith("discriminator_accuracy")) return "accuracy";
  if (source === "discriminator_pair_accuracy") return "pairs";
  if (source === "generator_loss") return `generator_${loss}${smoothed}`;
  if (["minimax", "non_saturating"].includes(loss)) return `discriminator_bce${smoothed}`;
  return `discriminator_${loss === "wgan_gp" ? "wgan" : loss}`;
}

/** Why a resumed run is not exactly the one that would have gone on (gan_core/training/trained_on.py). */
const NOTES = ["older", "threads", "elsewhere", "data"];

/** The run's events as words; the same thing done many times at one step is one event. */
function describe(stage) {
  const { text } = stage;
  const list = [];
  const noted = (notes) => (Array.isArray(notes) ? notes : []).filter((note) => NOTES.includes(note?.code)).map((note) => text(`event_${note.code}`, note));
  for (const { step, event, settings = {}, player, source, notes } of stage.a.status?.events ?? []) {
    const at = { step: stage.whole(step) };
    if (event === "changed" || event === "forked") {
      const changes = Object.entries(settings).map(([name, value]) => text("event_setting", { setting: stage.setting(name), value: typeof value === "number" ? stage.short(value) : stage.option(value) }));
      const words = changes.join("; ");
      list.push({
        step, short: event === "forked" ? text("event_forked_short") : changes.length === 1 ? words : text("event_changes", { count: changes.length }),
        long: event === "forked" ? text(changes.length ? "event_forked" : "event_forked_same", { ...at, source, changes: words }) : text("event_changed", { ...at, changes: words }),
      });
    } else if (event === "single_update") {
      const before = list.at(-1);
      const count = before?.step === step && before.player === player ? before.count + 1 : 1;
      if (count > 1) list.pop();
      list.push({ step, player, count, short: `${text(`label_${player[0]}_short`)} +${count}`, long: text(`event_${player}`, { ...at, count }) });
    } else if (event === "fresh_optimizers") list.push({ step, short: text("event_fresh_short"), long: text("event_fresh", at) });
    else if (event === "resumed") list.push({ step, short: text("event_resumed_short"), long: [text("event_resumed", at), ...noted(notes)].join(" ") });
    else list.push({ step, short: event, long: `${text("at_step", at)}: ${event}` });
  }
  return list.sort((one, two) => one.step - two.step);
}
