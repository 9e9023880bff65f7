// The class as an experiment, on the projector: settings are dealt out, a wall of live thumbnails, curves by group, then the count.

import { act, closeRoom, followRoom, openRoom, startActivity } from "../../../room/browser/host.mjs";
import { makeAttendance, makeLobby, spaced } from "../../../room/browser/lobby.mjs";
import { h, svg, write } from "../../../shared/browser/dom.mjs";
import { saveBlob } from "../../../shared/browser/files.mjs";
import { pause } from "../../../shared/browser/poll.mjs";
import { askRoom } from "../../../shared/browser/rooms.mjs";
import { experimentCsv } from "./class_csv.mjs";

/** @import {HostRoom, Invitation} from "../../../room/browser/types.mjs" */
/** @import {Text} from "./picture_form.mjs" */
/** @typedef {{number: number, group: number, seed: number, step: number, finding: string, accuracy: number | null, done: boolean, slow: boolean, curve: [number, number][]}} Row */
/** @typedef {{training: number, done: number, collapsed: number, failed: number, low: number, high: number,
 *   accuracy: {value: number, low: number, high: number} | null}} Count */

const KIND = "experiment";
const WALL_MILLISECONDS = 2000;
const STEPS = 600;
const [WIDTH, HEIGHT] = [480, 160];
const MOST = 1.5; // diversity at the chart's upper edge

/**
 * @param {{questions: string[], verdicts: Record<string, string>}} data
 * @param {Text} text
 * @param {(work: () => Promise<void>) => Promise<void>} attempt
 * @param {AbortSignal} signal
 */
export function makeClass({ questions, verdicts }, text, attempt, signal) {
  const question = h("select", { id: "class-question" }, questions.map((one) => h("option", { value: one }, text(`question_${one}`)))); // biome-ignore format: one line
  const steps = h("input", { id: "class-steps", type: "number", min: 100, max: 3000, step: 100, value: STEPS });
  const field = (/** @type {HTMLElement} */ input, /** @type {string} */ key) =>
    h("div", { class: "field" }, h("label", { for: input.id }, text(key)), input);
  const button = (/** @type {string} */ key, /** @type {() => Promise<void>} */ work) =>
    h("button", { type: "button", "data-action": key, onclick: () => attempt(work) }, text(key));
  const [open, close] = [button("room_open", openRoom), button("room_close", closeRoom)];
  const begin = button("begin", () => startActivity(KIND, { question: question.value, steps: Number(steps.value) }));
  const end = button("close", () => act("close"));
  const csv = button("csv", async () => saveBlob(new Blob([experimentCsv(rows, asked)], { type: "text/csv" }), "experiment.csv"));
  const [lobby, attendance] = [makeLobby({ say: text }), makeAttendance({ say: text })];
  const code = h("p", { class: "hint" });
  const [wall, chart, count] = [h("div", { class: "wall" }), h("div", {}), h("div", { class: "scroll" })];
  const body = h(
    "div",
    {},
    h("p", { class: "hint" }, text("about")),
    h("div", { class: "fields" }, field(question, "question"), field(steps, "steps")),
    h("div", { class: "row" }, open, begin, end, csv, close),
    lobby.element,
    code,
    attendance.element,
    count,
    wall,
    chart,
  );
  const element = h("details", { class: "class", "data-testid": "local-class" }, h("summary", {}, text("heading")));
  element.addEventListener("toggle", () => element.open && element.append(body)); // the page has another lobby

  /** @type {HostRoom | undefined} */
  let room;
  /** @type {Row[]} */
  let rows = [];
  let asked = "";
  /** @type {Map<number, string>} */
  const pictures = new Map();
  let version = 0;
  let token = "";

  const look = async () => {
    const news = await askRoom("browser-runs/wall", { token, query: `after=${version}`, signal });
    ({ version, rows } = news);
    for (const [number, picture] of Object.entries(news.pictures)) pictures.set(Number(number), String(picture));
    drawWall(wall, rows, pictures, (row) => text("member", { ...row, verdict: verdicts[row.finding] }));
    chart.replaceChildren(h("p", { class: "hint" }, text("chart")), chartOf(rows));
  };
  const watch = async () => {
    while (!signal.aborted) {
      if (element.open && token && room?.activity?.kind === KIND) await look().catch(() => undefined); // the next look tells
      await pause(WALL_MILLISECONDS, signal).catch(() => undefined);
    }
  };
  followRoom(signal, (/** @type {HostRoom | undefined} */ seen, /** @type {Invitation | undefined} */ invitation) => {
    room = seen;
    token = invitation?.token ?? "";
    const experiment = seen?.activity?.kind === KIND ? seen.activity : undefined;
    open.hidden = Boolean(invitation);
    for (const one of [begin, close]) one.hidden = !invitation;
    end.hidden = experiment?.phase !== "open";
    csv.hidden = !experiment;
    lobby.render(experiment ? undefined : invitation); // a wall takes the room; the code stays for who comes late
    write(code, experiment && invitation ? `${invitation.address.replace(/^https?:\/\//, "")} · ${spaced(invitation.code)}` : "");
    attendance.render(seen);
    if (!experiment) return;
    asked = experiment.question;
    element.open = true;
    count.replaceChildren(countTable(experiment.result, (group) => text(`${asked}_${group}`), text));
  });
  watch();
  return element;
}

/**
 * @param {HTMLElement} wall
 * @param {Row[]} rows
 * @param {Map<number, string>} pictures
 * @param {(row: Row) => string} caption
 */
function drawWall(wall, rows, pictures, caption) {
  while (wall.children.length > rows.length) wall.lastChild?.remove();
  rows.forEach((row, index) => {
    if (!wall.children[index]) wall.append(h("figure", {}, h("img", { class: "pixels", alt: "" }), h("figcaption", {})));
    const figure = wall.children[index];
    const [img, words] = /** @type {[HTMLImageElement, HTMLElement]} */ (/** @type {unknown} */ (figure.children));
    figure.className = `group-${row.group}`;
    const picture = pictures.get(row.number) ?? "";
    if (picture && img.src !== picture) img.src = picture;
    img.hidden = !picture;
    write(words, caption(row));
  });
}

/** Everyone's diversity by step: groups by colour and by dash. @param {Row[]} rows */
function chartOf(rows) {
  const last = Math.max(1, ...rows.map(({ step }) => step));
  const lines = rows.map(({ curve, group }) => {
    const points = curve.map(([step, value]) => `${(WIDTH * step) / last},${HEIGHT * (1 - Math.min(value, MOST) / MOST)}`);
    return svg("polyline", { points: points.join(" "), class: `group-${group}` });
  });
  const real = svg("line", { x1: 0, x2: WIDTH, y1: HEIGHT * (1 - 1 / MOST), y2: HEIGHT * (1 - 1 / MOST), class: "real" });
  return svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "curves", "aria-hidden": "true" }, real, ...lines);
}

/**
 * @param {Count[]} counts
 * @param {(group: number) => string} name
 * @param {Text} text
 */
function countTable(counts, name, text) {
  const percent = (/** @type {number} */ value) => `${Math.round(100 * value)} %`;
  const heads = ["group", "count_training", "count_done", "count_collapsed", "count_failed", "count_share", "count_accuracy"];
  const rowOf = (/** @type {Count} */ one, /** @type {number} */ group) => [
    name(group),
    one.training,
    one.done,
    one.collapsed,
    one.failed,
    one.done ? `${percent((one.collapsed + one.failed) / one.done)} (${percent(one.low)} – ${percent(one.high)})` : "–",
    one.accuracy ? `${percent(one.accuracy.value)} (${percent(one.accuracy.low)} – ${percent(one.accuracy.high)})` : "–",
  ];
  const cell = (/** @type {string | number} */ value) => h("td", {}, String(value));
  const body = counts.map((one, group) => h("tr", { class: `group-${group}` }, rowOf(one, group).map(cell)));
  return h("table", {}, h("thead", {}, h("tr", {}, heads.map((key) => h("th", {}, text(key))))), h("tbody", {}, body)); // biome-ignore format: one line
}
