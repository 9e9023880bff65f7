// The big picture, what is known about it, and its animation.

import { drawTile, h, tile } from "../../shared/browser/dom.mjs";
import { address } from "./query.mjs";

const FRAMES = 40;
const FRAME_MILLISECONDS = 80;
const QUIET_MILLISECONDS = 150; // a picture drawn here is judged once it has rested this long
const CALM_MILLISECONDS = 800; // for visitors who ask their system for less motion

export function makeView(stage) {
  const canvas = tile(stage.card.image, { role: "img", "data-testid": "latent-picture" });
  const verdict = h("span", { class: "verdict" });
  const needle = h("span", { class: "needle" });
  const gauge = h("span", { class: "gauge", "aria-hidden": "true" }, stage.text("gauge_fake"), h("span", { class: "track" }, needle), stage.text("gauge_real"));
  const judge = h("div", { class: "discriminator" }, verdict, gauge);
  const norm = h("span");
  const latency = h("span", { class: "latency", "data-testid": "latent-latency" });
  const playButton = h("button", { type: "button", class: "primary", "aria-keyshortcuts": "p", onclick: () => toggle() });
  const gif = h("a", { class: "button", download: "" }, stage.text("gif"));
  const strip = h("a", { class: "button", download: "" }, stage.text("strip"));
  const png = h("a", { class: "button", download: "" }, stage.text("png"));
  const element = h(
    "div",
    { class: "view" },
    h("div", { class: "frame" }, canvas),
    judge,
    h("div", { class: "facts" }, norm, latency),
    h("div", { class: "actions" }, playButton, gif, strip, png),
  );

  let playing = null; // the loop's timer
  let resting = 0; // a timer
  let changes = 0; // so that a loop that arrives after a change is thrown away

  const render = () => {
    const { state } = stage;
    canvas.setAttribute("aria-label", stage.text("picture", { class: stage.className(state.label), seed: state.seed }));
    playButton.replaceChildren(stage.text(playing ? "pause" : "play"), h("kbd", { "aria-hidden": "true" }, "P"));
    playButton.setAttribute("aria-pressed", String(Boolean(playing)));
    const name = `${state.model}-${state.label}-${state.seed}`;
    const loop = (extra) => address("animation", `${stage.query()}&frames=${FRAMES}&component=${stage.lastComponent}&${extra}`);
    Object.assign(gif, { href: loop("format=gif&scale=10"), download: `${name}.gif` });
    Object.assign(strip, { href: loop("format=strip&scale=4"), download: `${name}-strip.png` });
    Object.assign(png, { href: address("image", `${stage.query()}&scale=20`), download: `${name}.png` });
  };

  /** Draw the picture of the present state, here where that is possible; D's opinion comes from the server. */
  const ask = () => {
    clearTimeout(resting);
    if (playing) return undefined;
    if (!stage.painter.can(stage.state)) return askServer();
    const began = performance.now();
    canvas.getContext("2d").putImageData(stage.painter.paint(stage.state), 0, 0);
    latency.textContent = stage.text("latency_here", { total: stage.number(performance.now() - began, 1) });
    Object.assign(canvas.dataset, { query: stage.query(), painter: "browser" });
    resting = setTimeout(askFacts, QUIET_MILLISECONDS);
    return undefined;
  };
  const askFacts = () => {
    stage.lane.ask("picture", address("facts", stage.query()), async (response) => {
      if (await stage.accepted(response)) showFacts(await response.json());
    });
  };
  const askServer = () => {
    const asked = performance.now();
    const query = stage.query();
    stage.lane.ask("picture", address("image", query), async (response) => {
      if (!(await stage.accepted(response))) return;
      const bitmap = await createImageBitmap(await response.blob());
      if (playing || stage.painter.can(stage.state)) return; // overtaken by one drawn here
      canvas.getContext("2d").drawImage(bitmap, 0, 0);
      Object.assign(canvas.dataset, { query, painter: "server" });
      const number = (name) => (response.headers.has(name) ? Number(response.headers.get(name)) : null);
      showFacts({ logit: number("X-Discriminator"), norm: number("X-Norm") });
      latency.textContent = stage.text("latency", { total: stage.number(performance.now() - asked, 0), server: stage.number(number("X-Milliseconds"), 0) });
    });
  };

  const showFacts = (facts) => {
    judge.hidden = facts.logit === null; // large models come without their D
    if (!judge.hidden) showVerdict(facts.logit);
    norm.textContent = stage.text("norm", { norm: stage.number(facts.norm, 1), typical: stage.number(Math.sqrt(stage.card.latentDim), 1) });
  };
  const showVerdict = (logit) => {
    const { sigmoid, boundary } = stage.card;
    const probability = 1 / (1 + Math.exp(-logit));
    verdict.textContent = sigmoid
      ? stage.text("verdict_probability", { probability: stage.percent(probability, 0) })
      : stage.text("verdict_score", { score: stage.number(logit, 2), boundary: stage.number(boundary, 2) });
    // without a sigmoid the score has no scale of its own: squash its distance from the border
    needle.style.left = `${100 * (sigmoid ? probability : 1 / (1 + Math.exp(boundary - logit)))}%`;
  };

  /** Fetch the whole loop at once, then play it here: no request a frame. */
  const play = () => {
    const asked = ++changes;
    const query = `${stage.query()}&frames=${FRAMES}&component=${stage.lastComponent}`;
    stage.lane.ask("states", address("animation", `${query}&format=states`), async (response) => {
      if (!(await stage.accepted(response))) return;
      const { frames } = await response.json();
      stage.lane.ask("loop", address("animation", `${query}&format=strip`), async (strip) => {
        const sheet = await createImageBitmap(await strip.blob());
        if (asked === changes) start(frames, sheet);
      });
    });
  };
  const start = (frames, sheet) => {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    let frame = 0;
    playing = setInterval(() => {
      frame = (frame + 1) % FRAMES;
      drawTile(canvas, sheet, frame);
      stage.follow(frames[frame]);
    }, calm ? CALM_MILLISECONDS : FRAME_MILLISECONDS);
    render();
  };

  /** Stop the loop where it is, without asking for a picture: whoever calls changes the state. */
  const interrupt = () => {
    changes += 1;
    clearTimeout(resting);
    clearInterval(playing);
    playing = null;
  };
  const toggle = () => (playing ? stage.set({}) : play());

  return { element, render, ask, interrupt, toggle };
}
