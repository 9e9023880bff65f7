// Find me in z: a picture that is drawn, chosen or taken from the test images is looked for in the generator; the server descends.

import { drawTile, h, tile } from "../../shared/browser/dom.mjs";
import { HEADERS } from "../../shared/browser/server.mjs";
import { address, readZ } from "./query.mjs";
import { makePad } from "./target_pad.mjs";

/** @import {LatestRequest} from "../../shared/browser/latest_request.mjs" */
/** @import {Stage} from "./types.mjs" */

/** @typedef {{labels: number[], errors: number[], nearest: number[], searched: number}} Targets header X-Targets */
/** @typedef {{z: string, label: number, error: number, path: number}} Found header X-Found */

const SHOWN = ["find_target", "find_nearest", "find_missing"];

const middle = (/** @type {number[]} */ numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/**
 * @param {Stage} stage
 * @param {LatestRequest} lane its own: it takes seconds
 */
export function makeFind(stage, lane) {
  const { text } = stage;
  const status = h("p", { class: "hint", role: "status" });
  const result = makeResult(stage);
  const pad = makePad(stage, () => result.clear());
  const search = h("button", { type: "button", class: "primary", onclick: () => find() }, text("find"));
  const tests = makeTests(stage, lane, (canvas) => {
    pad.show(canvas);
    find();
  });
  const body = h(
    "div",
    { class: "search" },
    h("div", { class: "target" }, pad.element, h("div", { class: "actions" }, search, pad.buttons)),
    h("div", { class: "answer" }, tests.element, status, result.element),
  );
  const element = h("details", { class: "find" }, h("summary", {}, h("h3", {}, text("find_title"))), h("p", {}, text("find_hint")), body);
  element.addEventListener("toggle", () => element.open && tests.ask());

  const find = async () => {
    search.disabled = true;
    status.textContent = text("find_searching");
    const model = new URLSearchParams({ model: stage.card.model });
    const image = pad.blob();
    try {
      const headers = { ...HEADERS, "Content-Type": "image/png" };
      const response = await fetch(address("find", model), { method: "POST", headers, body: await image, signal: stage.signal });
      if (response.ok) await show(response);
      else status.textContent = stage.error(await response.json());
    } catch (error) {
      if (stage.signal.aborted) return;
      if (!(error instanceof TypeError)) throw error; // the server cannot be reached
      status.textContent = text("unreachable");
    } finally {
      search.disabled = false;
    }
  };
  const show = async (/** @type {Response} */ response) => {
    /** @type {Found} */
    const found = JSON.parse(response.headers.get("X-Found") ?? "");
    const sheet = await createImageBitmap(await response.blob());
    result.show(found, sheet, pad.canvas);
    const fields = { class: stage.className(found.label), error: stage.percent(found.error, 1) };
    const sentences = [text(stage.card.classes.length ? "find_found" : "find_found_plain", fields), tests.compare()];
    status.textContent = sentences.filter(Boolean).join(" ");
    stage.set({ ...stage.only("components", "dimensions", "truncation", "mode"), z: readZ(found.z), label: found.label });
  };
  return { element };
}

/**
 * The path there, then what was looked for, what was found and what is missing of it.
 * @param {Stage} stage
 */
function makeResult(stage) {
  const { text, card } = stage;
  const path = h("div", { class: "row way" });
  const canvases = SHOWN.map((key) => tile(card.image, { role: "img", "aria-label": text(key) }));
  const captions = SHOWN.map((key) => h("figcaption", {}, text(key)));
  const row = h(
    "div",
    { class: "row three" },
    canvases.map((canvas, index) => h("figure", {}, canvas, captions[index])),
  );
  const element = h("div", { hidden: true }, h("p", { class: "hint" }, text("find_path")), path, row);
  return {
    element,
    clear() {
      element.hidden = true;
    },
    /** @type {(found: Found, sheet: ImageBitmap, target: HTMLCanvasElement) => void} */
    show(found, sheet, target) {
      const steps = Array.from({ length: found.path }, (_, index) => {
        const canvas = tile(card.image, { "aria-hidden": "true" });
        drawTile(canvas, sheet, index);
        return canvas;
      });
      path.replaceChildren(...steps);
      canvases[0].getContext("2d")?.drawImage(target, 0, 0);
      drawTile(canvases[1], sheet, found.path);
      drawTile(canvases[2], sheet, found.path + 1);
      element.hidden = false;
    },
  };
}

/**
 * Test images to look for, and how near the model comes to them.
 * @param {Stage} stage
 * @param {LatestRequest} lane
 * @param {(canvas: HTMLCanvasElement) => void} choose
 */
function makeTests(stage, lane, choose) {
  const { card, text } = stage;
  const element = h("div", { class: "row tests", role: "group", "aria-label": text("find_tests"), hidden: true });
  /** @type {Targets | undefined} */
  let about;
  const show = async (/** @type {Response} */ response) => {
    if (!response.ok) return; // it can be drawn or chosen all the same
    /** @type {Targets} */
    const numbers = JSON.parse(response.headers.get("X-Targets") ?? "");
    const sheet = await createImageBitmap(await response.blob());
    about = numbers;
    const buttons = numbers.labels.map((label, index) => {
      const canvas = tile(card.image, { "aria-hidden": "true" });
      drawTile(canvas, sheet, index);
      const name = text("find_test", { n: index + 1, class: stage.className(label) });
      return h("button", { type: "button", "aria-label": name, title: name, onclick: () => choose(canvas) }, canvas);
    });
    element.replaceChildren(h("span", { class: "hint" }, text("find_tests")), ...buttons);
    element.hidden = false;
  };
  return {
    element,
    ask() {
      if (card.targets && !about) lane.ask("targets", address("targets", new URLSearchParams({ model: card.model })), show);
    },
    /** What the error of real pictures is; nothing where it was not measured. */
    compare() {
      if (!about) return "";
      const { errors, nearest, searched } = about;
      const fields = { error: stage.percent(middle(errors), 1), nearest: stage.percent(middle(nearest), 1), count: errors.length };
      return text("find_compare", { ...fields, searched: stage.number(searched, 0) });
    },
  };
}
