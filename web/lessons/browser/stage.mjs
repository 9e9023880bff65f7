// The stage of every lesson: one state (the controls), mirrored in the address bar; every change asks for the figures, the newest one wins.

import { endpoint, makeMirror } from "../../shared/browser/address.mjs";
import { h } from "../../shared/browser/dom.mjs";
import { makeCopy } from "../../shared/browser/files.mjs";
import { isFree } from "../../shared/browser/keys.mjs";
import { LatestRequest } from "../../shared/browser/latest_request.mjs";
import { mountOnce } from "../../shared/browser/mount.mjs";
import { makeProblem } from "../../shared/browser/problem.mjs";
import { makeTabs } from "../../shared/browser/tabs.mjs";
import { paintRoles } from "../../shared/browser/theme.mjs";
import { errorSentence, fill } from "../../shared/browser/words.mjs";
import { makeBridge } from "./bridge.mjs";
import { makeControls } from "./controls.mjs";
import { makeFigures } from "./figures.mjs";
import { prepareFormulas } from "./formula.mjs";
import { makeWriter } from "./numbers.mjs";
import { makePin } from "./pin.mjs";
import { makeSolid } from "./solid.mjs";
import { defaults, pairs, readLink, same, toQuery } from "./state.mjs";
import { makeStory } from "./story.mjs";

/** @import {Answer, Choice, LessonData, Stage} from "./types.mjs" */

const SLOW_MILLISECONDS = 400; // an answer that takes longer is announced

/**
 * Called by Streamlit at every script run.
 * @param {{parentElement: ShadowRoot, data: LessonData}} component
 */
export default function mount({ parentElement, data }) {
  const host = /** @type {HTMLElement} */ (parentElement.querySelector(".stage"));
  return mountOnce(host, data, (signal) => build(host, parentElement, data, signal));
}

/** @type {(data: LessonData, refused: Record<string, string>[]) => string} */
const refusalOf = (data, refused) => refused.map((fields) => errorSentence(data.errors, { code: "value", fields, message: "" })).join(" ");

/** @type {(host: HTMLElement, root: ShadowRoot, data: LessonData, signal: AbortSignal) => Promise<void>} */
async function build(host, root, data, signal) {
  paintRoles(host, data.roles);
  await prepareFormulas(root);
  if (signal.aborted) return;

  const { controls } = data;
  const problem = makeProblem(data.own.unreachable);
  const link = readLink(controls, location.search);
  const stage = /** @type {Stage} */ ({
    data,
    root,
    signal,
    state: link.state,
    hidden: new Set(),
    write: makeWriter(data.language),
    text: (key, fields) => fill(data.text[key] ?? key, fields),
    own: (key, fields) => fill(data.own[key], fields),
    isDefault: () => Object.keys(controls).every((name) => controls[name].tabs || same(stage.state[name], controls[name].default)),
    set(patch, { playing = false } = {}) {
      if (!playing) board.pause();
      stage.state = { ...stage.state, ...patch };
      render();
      questions.ask();
    },
    preset(state) {
      remember.step();
      stage.set(state);
    },
    reset() {
      const open = Object.keys(controls).filter((name) => controls[name].tabs);
      stage.preset({ ...defaults(controls), ...Object.fromEntries(open.map((name) => [name, stage.state[name]])) });
    },
    refuse: (field, received, low, high) =>
      problem.say(refusalOf(data, [{ field, received: `'${received}'`, expected: `${low} … ${high}` }])),
    toggle(name) {
      if (!stage.hidden.delete(name)) stage.hidden.add(name);
      questions.show();
    },
    toFront: () => questions.show(),
  });
  stage.story = makeStory(stage);
  stage.pin = makePin(stage, () => questions.answer);
  const board = makeBoard(stage);
  const questions = makeQuestions(stage, { host, board, problem, refused: refusalOf(data, link.refused) });

  const remember = makeMirror(signal, () => pairs(controls, stage.state));
  const render = () => {
    host.dataset.asked = toQuery(controls, stage.state, { local: true });
    board.render();
    remember();
  };
  host.replaceChildren(problem.element, ...board.elements);
  document.addEventListener("keydown", (event) => event.key === "r" && isFree(event) && stage.reset(), { signal });
  board.figures.watch(questions.redraw);
  render();
  questions.ask();
}

/** @typedef {ReturnType<typeof makeBoard>} Board */

/**
 * Tabs, controls and figures.
 * @param {Stage} stage
 */
function makeBoard(stage) {
  const { controls } = stage.data;
  const tab = Object.keys(controls).find((name) => controls[name].tabs);
  const tabs =
    tab === undefined
      ? undefined
      : makeTabs({
          names: /** @type {Choice} */ (controls[tab]).options,
          title: stage.text(tab),
          label: (option) => stage.text(`${tab}_${option}`),
          panel: () => "lesson-figures",
          choose: (option) => stage.set({ [tab]: option }),
        });
  const parts = makeControls(stage);
  const figures = makeFigures(stage);
  const code = makeCode(stage);
  const solid = makeSolid(stage, () => toQuery(controls, stage.state, { local: false }));
  const bridge = makeBridge(stage);
  const latency = h("p", { class: "latency", "data-testid": "lesson-latency" });
  const computing = h("p", { class: "computing", role: "status" });
  const shown = h(
    "div",
    { class: "shown", id: "lesson-figures", role: tab ? "tabpanel" : undefined },
    computing,
    figures.element,
    bridge.element,
    latency,
    solid.element,
    code.element,
  );
  const folds = makeFolds(stage, () => board);
  const aside = h("div", { class: "aside" }, figures.card, parts.element, folds);
  const board = h("div", { class: "board" }, shown, aside);
  return {
    elements: [h("div", { class: "top" }, tabs?.element, h("div", { class: "lead" }, stage.story.element, parts.presets)), board],
    figures,
    code,
    latency,
    pause: parts.pause,
    render() {
      parts.render();
      stage.story.render();
      solid.update();
      bridge.render();
      if (tab === undefined) return;
      const open = String(stage.state[tab]);
      tabs?.render(open);
      shown.setAttribute("aria-labelledby", `tab-${open}`);
    },
    /** Whether the server takes its time. */
    slow(yes = true) {
      computing.textContent = yes ? stage.own("computing") : "";
      shown.classList.toggle("slow", yes);
    },
    /** Whether the figures are of another state. */
    stale: (/** @type {boolean} */ yes) => shown.classList.toggle("stale", yes),
  };
}

/**
 * In presenter mode all controls, and the numbers below the figures, are folded behind these two buttons.
 * @param {Stage} stage
 * @param {() => HTMLElement} board
 */
function makeFolds(stage, board) {
  const buttons = ["all_controls", "all_numbers"].map((name) => {
    const button = h("button", { type: "button", "aria-pressed": "false" }, stage.own(name));
    button.addEventListener("click", () => button.setAttribute("aria-pressed", String(board().classList.toggle(name))));
    return button;
  });
  return h("div", { class: "folds buttons" }, buttons);
}

/**
 * What the server is asked, and what it answers. `refused`: why parts of the link were not followed, said with the first answer.
 * @param {Stage} stage
 * @param {{host: HTMLElement, board: Board, problem: ReturnType<typeof makeProblem>, refused: string}} parts
 */
function makeQuestions(stage, { host, board, problem, refused }) {
  const { data, signal } = stage;
  const { controls } = data;
  const lane = new LatestRequest(problem.offline, signal);
  /** @type {Answer | undefined} */
  let answer; // what the server said last
  /** @type {string | undefined} */
  let answered; // and to which question
  let timer = 0;

  const draw = () => {
    const began = performance.now();
    board.figures.show(answer);
    host.dataset.shown = toQuery(controls, stage.state, { local: true });
    return performance.now() - began;
  };
  const refuse = async (/** @type {Response} */ response, /** @type {string} */ question) => {
    const understood = response.status === 400;
    problem.say(understood ? errorSentence(data.errors, await response.json()) : stage.own("failed"));
    board.stale(true);
    if (answer || !understood || !question) return;
    refused = problem.said; // a link that cannot be followed is named, then left for the defaults
    stage.set(defaults(controls));
  };
  const ask = () => {
    const question = toQuery(controls, stage.state, { local: false });
    if (question === answered && answer) {
      lane.pending.delete("figures");
      problem.say("");
      board.stale(false);
      draw();
      return;
    }
    const asked = performance.now();
    timer ||= setTimeout(board.slow, SLOW_MILLISECONDS);
    lane.ask("figures", endpoint(`lessons/${data.name}`, question), async (response) => {
      if (!lane.pending.size) {
        clearTimeout(timer);
        timer = 0;
        board.slow(false);
      }
      if (!response.ok) return refuse(response, question);
      answer = /** @type {Answer} */ (await response.json());
      answered = question;
      board.stale(false);
      problem.say(refused);
      refused = "";
      const drawing = draw();
      board.code.render(answer.code);
      const server = Number(response.headers.get("X-Milliseconds"));
      const { fixed } = stage.write;
      board.latency.textContent = stage.own("latency", {
        total: fixed(performance.now() - asked, 0),
        server: fixed(server, server < 10 ? 1 : 0),
        drawing: fixed(drawing, 0),
      });
      host.dataset.drawing = drawing.toFixed(1);
    });
  };
  return {
    ask,
    show: () => board.figures.show(answer),
    redraw: () => answer && draw(),
    get answer() {
      return answer;
    },
  };
}

/**
 * The lines of Python that compute the same.
 * @param {Stage} stage
 */
function makeCode(stage) {
  const code = h("code");
  const [copy, copied] = makeCopy(code, stage.own("copy"), stage.own("copied"));
  const element = h(
    "details",
    { class: "python", hidden: true },
    h("summary", {}, stage.own("code")),
    h(
      "div",
      { class: "code" },
      h("pre", { tabindex: 0, role: "group", "aria-label": stage.own("code") }, code),
      h("div", { class: "row" }, copy, copied),
    ),
  );
  const render = (/** @type {string | undefined} */ lines) => {
    element.hidden = !lines;
    code.textContent = lines ?? "";
    copied.textContent = "";
  };
  return { element, render };
}
