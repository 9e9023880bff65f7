// The big picture, what is known about it, and its animation.

import { isLocal } from "../../runs/browser/local_names.mjs";
import { drawTile, h, tile } from "../../shared/browser/dom.mjs";
import { saveBlob } from "../../shared/browser/files.mjs";
import { ask } from "./own.mjs";
import { address } from "./query.mjs";

/** @import {Facts, LatentState, Stage} from "./types.mjs" */

const FRAMES = 40;
const FRAME_MILLISECONDS = 80;
const REDUCED_MOTION_MILLISECONDS = 800; // a frame, for visitors who ask their system for less motion
const FACTS_DEBOUNCE_MILLISECONDS = 150; // D is asked about a picture drawn here once it has rested this long

/**
 * What is known about the picture: D's opinion of it, the length of z.
 * @param {Stage} stage
 */
function makeFacts(stage) {
  const verdict = h("span", { class: "verdict" });
  const needle = h("span", { class: "needle" });
  const gauge = h(
    "span",
    { class: "gauge", "aria-hidden": "true" },
    stage.text("gauge_fake"),
    h("span", { class: "track" }, needle),
    stage.text("gauge_real"),
  );
  const discriminator = h("div", { class: "discriminator" }, verdict, gauge);
  const norm = h("span");
  const taken = h("p", { class: "taken", "data-testid": "taken-for", hidden: true });

  const showVerdict = (/** @type {number} */ logit) => {
    const { sigmoid, boundary } = stage.card;
    const probability = 1 / (1 + Math.exp(-logit));
    verdict.textContent = sigmoid
      ? stage.text("verdict_probability", { probability: stage.percent(probability, 0) })
      : stage.text("verdict_score", { score: stage.number(logit, 2), boundary: stage.number(boundary, 2) });
    // without a sigmoid the score has no scale of its own: squash its distance from the border
    needle.style.left = `${100 * (sigmoid ? probability : 1 / (1 + Math.exp(boundary - logit)))}%`;
  };
  const show = (/** @type {Facts} */ facts) => {
    discriminator.hidden = facts.logit === null; // large models come without their D
    if (facts.logit !== null) showVerdict(facts.logit);
    taken.hidden = !facts.taken_for;
    if (facts.taken_for) {
      const [name, sure] = facts.taken_for;
      taken.textContent = stage.text("taken_for", { class: stage.className(name), sure: stage.percent(sure, 0) });
    }
    norm.textContent = stage.text("norm", { norm: stage.number(facts.norm, 1), typical: stage.number(Math.sqrt(stage.card.latentDim), 1) });
  };
  return { discriminator, norm, taken, show };
}

/** @type {(stage: Stage) => string} */
const loopQuery = (stage) => `${stage.query()}&frames=${FRAMES}&component=${stage.lastComponent}`;

/**
 * Links to the picture and its loop as files.
 * @param {Stage} stage
 */
function makeDownloads(stage) {
  const save = async (/** @type {MouseEvent} */ event) => {
    if (!isLocal(stage.state.model)) return;
    event.preventDefault(); // the server does not know this model
    const { href, download } = /** @type {HTMLAnchorElement} */ (event.currentTarget);
    saveBlob(await (await ask(href)).blob(), download);
  };
  const [gif, strip, png] = ["gif", "strip", "png"].map((key) => h("a", { class: "button", download: "", onclick: save }, stage.text(key)));
  const render = () => {
    const { model, label, seed } = stage.state;
    const name = `${model}-${label}-${seed}`;
    const loop = (/** @type {string} */ format) => address("animation", `${loopQuery(stage)}&${format}`);
    Object.assign(gif, { href: loop("format=gif&scale=10"), download: `${name}.gif` });
    Object.assign(strip, { href: loop("format=strip&scale=4"), download: `${name}-strip.png` });
    Object.assign(png, { href: address("image", `${stage.query()}&scale=20`), download: `${name}.png` });
  };
  return { elements: [gif, strip, png], render };
}

/**
 * The picture of the present state, drawn here where that is possible; D's opinion of it comes from the server.
 * @param {Stage} stage
 * @param {() => boolean} isPlaying
 */
function makePicture(stage, isPlaying) {
  const canvas = tile(stage.card.image, { role: "img", "data-testid": "latent-picture" });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const latency = h("span", { class: "latency", "data-testid": "latent-latency" });
  const facts = makeFacts(stage);
  let resting = 0; // a timer

  const ask = () => {
    clearTimeout(resting);
    if (isPlaying()) return;
    if (stage.painter.onlyCoarse()) {
      context.putImageData(stage.painter.paint(stage.state), 0, 0);
      return;
    }
    if (!stage.painter.can()) {
      askServer();
      return;
    }
    const began = performance.now();
    context.putImageData(stage.painter.paint(stage.state), 0, 0);
    latency.textContent = stage.text("latency_here", { total: stage.number(performance.now() - began, 1) });
    Object.assign(canvas.dataset, { query: stage.query(), painter: "browser" });
    resting = setTimeout(askFacts, FACTS_DEBOUNCE_MILLISECONDS);
  };
  const askFacts = () => {
    stage.lane.ask("picture", address("facts", stage.query()), async (response) => {
      if (await stage.accepted(response)) facts.show(await response.json());
    });
  };
  const askServer = () => {
    const asked = performance.now();
    const query = stage.query();
    stage.lane.ask("picture", address("image", query), async (response) => {
      if (!(await stage.accepted(response))) return;
      const bitmap = await createImageBitmap(await response.blob());
      if (isPlaying() || stage.painter.can()) return; // overtaken by one drawn here
      context.drawImage(bitmap, 0, 0);
      Object.assign(canvas.dataset, { query, painter: "server" });
      const { headers } = response;
      facts.show({
        logit: headers.has("X-Discriminator") ? Number(headers.get("X-Discriminator")) : null,
        norm: Number(headers.get("X-Norm")),
        taken_for: JSON.parse(headers.get("X-Taken-For") ?? "null"),
      });
      latency.textContent = stage.text("latency", {
        total: stage.number(performance.now() - asked, 0),
        server: stage.number(Number(headers.get("X-Milliseconds")), 0),
      });
    });
  };
  return { canvas, latency, facts, ask, stop: () => clearTimeout(resting) };
}

/** @param {Stage} stage */
export function makeView(stage) {
  const picture = makePicture(stage, () => playing !== 0);
  const { canvas, facts } = picture;
  const downloads = makeDownloads(stage);
  const playButton = h("button", { type: "button", class: "primary", "aria-keyshortcuts": "p", onclick: () => toggle() });
  const element = h(
    "div",
    { class: "view" },
    h("div", { class: "frame" }, canvas),
    facts.discriminator,
    facts.taken,
    h("div", { class: "facts" }, facts.norm, picture.latency),
    h("div", { class: "actions" }, playButton, downloads.elements),
  );

  let playing = 0; // the loop's timer
  let changes = 0; // so that a loop that arrives after a change is thrown away

  const render = () => {
    const { state } = stage;
    canvas.setAttribute("aria-label", stage.text("picture", { class: stage.className(state.label), seed: state.seed }));
    playButton.replaceChildren(stage.text(playing ? "pause" : "play"), h("kbd", { "aria-hidden": "true" }, "P"));
    playButton.setAttribute("aria-pressed", String(Boolean(playing)));
    downloads.render();
  };

  /** Fetch the whole loop at once, then play it here: no request a frame. */
  const play = () => {
    const asked = ++changes;
    const query = loopQuery(stage);
    stage.lane.ask("states", address("animation", `${query}&format=states`), async (response) => {
      if (!(await stage.accepted(response))) return;
      const { frames, facts: known } = await response.json();
      stage.lane.ask("loop", address("animation", `${query}&format=strip`), async (strip) => {
        const sheet = await createImageBitmap(await strip.blob());
        if (asked === changes) start(frames, known, sheet);
      });
    });
  };
  /** @type {(frames: LatentState[], known: Facts[], sheet: ImageBitmap) => void} */
  const start = (frames, known, sheet) => {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    let frame = 0;
    playing = setInterval(
      () => {
        frame = (frame + 1) % FRAMES;
        drawTile(canvas, sheet, frame);
        facts.show(known[frame]);
        stage.follow(frames[frame]);
      },
      calm ? REDUCED_MOTION_MILLISECONDS : FRAME_MILLISECONDS,
    );
    render();
  };

  /** Stop the loop where it is, without asking for a picture: the caller changes the state. */
  const interrupt = () => {
    changes += 1;
    picture.stop();
    clearInterval(playing);
    playing = 0;
  };
  const toggle = () => (playing ? stage.set({}) : play());

  return { element, render, ask: picture.ask, interrupt, toggle };
}
