// The Transposed convolution page's stage: one state, mirrored in the address bar; every change fetches all steps at once.

import { makeMirror } from "../../shared/browser/address.mjs";
import { h } from "../../shared/browser/dom.mjs";
import { LatestRequest } from "../../shared/browser/latest_request.mjs";
import { makeReader, refusalOf, wholeBetween } from "../../shared/browser/link.mjs";
import { mountOnce } from "../../shared/browser/mount.mjs";
import { makeProblem } from "../../shared/browser/problem.mjs";
import { makeTabs } from "../../shared/browser/tabs.mjs";
import { errorSentence, fill, makeNumbers } from "../../shared/browser/words.mjs";
import { makeChain } from "./chain.mjs";
import { makeCheckerboard } from "./checkerboard.mjs";
import { makeLockstep, stepByKey } from "./lockstep.mjs";
import { makeMatrix } from "./matrix.mjs";
import { address, fromQuery, pairs, toQuery } from "./query.mjs";
import { makeEditor, makeFormula, makePresets, makeSettings } from "./settings.mjs";
import { makeShare } from "./share.mjs";

/** @import {Answer, Cell, ConvolutionData, Query, Stage, State} from "./types.mjs" */
/** @typedef {ReturnType<typeof makeProblem>} Problem */
/** @typedef {{at?: number, cell?: Cell | null}} Where the visitor is in the animation */

/** @type {(keyof State)[]} */
const NAMES = ["tab", "x", "w", "stride", "padding", "output_padding", "dilation"];
/** @type {Record<string, "lockstep" | "matrix" | "checkerboard" | "chain">} */
const PARTS = { transposed: "lockstep", convolution: "lockstep", matrix: "matrix", checkerboard: "checkerboard", chain: "chain" }; // tab -> what it shows

/**
 * Called by Streamlit at every script run.
 * @param {{parentElement: ShadowRoot, data: ConvolutionData}} component
 */
export default function mount({ parentElement, data }) {
  const host = /** @type {HTMLElement} */ (parentElement.querySelector(".stage"));
  return mountOnce(host, data, (signal) => build(host, parentElement, data, signal));
}

/**
 * What the server must know in a tab.
 * @param {State} state
 */
function questionOf(state) {
  const plain = state.tab === "convolution";
  return toQuery(
    state,
    NAMES.filter((name) => (name !== "tab" || plain) && (name !== "output_padding" || !plain)),
  );
}

/** @type {(host: HTMLElement, root: ShadowRoot, data: ConvolutionData, signal: AbortSignal) => void} */
function build(host, root, data, signal) {
  const problem = makeProblem(data.text.unreachable);
  const stage = /** @type {Stage} */ ({
    root,
    data,
    signal,
    text: (key, fields) => fill(data.text[key], fields),
    slow: new LatestRequest(() => {}, signal),
    ...makeNumbers(data.language),
    question: (other) => questionOf(other ? fromQuery(other) : stage.state),
    preset(query) {
      const state = fromQuery(query);
      const sameKind = (stage.state.tab === "convolution") === (state.tab === "convolution");
      if (sameKind) state.tab = stage.state.tab;
      remember.step();
      stage.set(state);
    },
    set(patch) {
      stage.state = { ...stage.state, ...patch };
      controls.render();
      questions.ask();
    },
    refuse(name, received, low, high) {
      const fields = { field: data.text[`setting_${name}`], received: received || data.text.empty_box, expected: `${low} … ${high}` };
      problem.say(fill(data.errors.value, fields));
      controls.render();
    },
    async accepted(response) {
      if (response.ok) return true;
      problem.say(errorSentence(data.errors, await response.json()));
      return false;
    },
    figures: () => lockstep.figures(),
  });

  const lockstep = makeLockstep({
    text: stage.text,
    language: data.language,
    signal,
    onchange: ({ playing }) => {
      if (!playing) remember();
    },
  });
  const controls = makeControls(stage, lockstep);
  const remember = makeMirror(signal, () => {
    const { player, cell } = lockstep;
    const step = player.step === player.steps ? "" : player.step;
    return pairs({ ...stage.state, step, cell: cell?.join() ?? "" }, { ...data.defaults, step: "", cell: "" });
  });
  const questions = makeQuestions(stage, { host, problem, lockstep, controls, remember });

  host.replaceChildren(problem.element, ...controls.elements);
  document.addEventListener("keydown", (event) => PARTS[stage.state.tab] === "lockstep" && stepByKey(event, lockstep.player), { signal });
  const { link, refused, attempt } = makeReader(location.search);
  const at = attempt("step", "0, 1, 2, …", wholeBetween(0, Infinity), Infinity);
  /** @type {Cell | null} */
  const none = null;
  const cell = attempt("cell", "0,0", cellOf, none);
  problem.say(refusalOf(data.errors, refused));
  questions.start(Object.fromEntries(link), { at, cell });
}

/** @type {(text: string) => Cell} row and column, in a link */
function cellOf(text) {
  if (!/^\d+,\d+$/.test(text)) throw new RangeError(text);
  return /** @type {Cell} */ (text.split(",").map(Number));
}

/**
 * Tabs, settings, and the parts of the tab.
 * @param {Stage} stage
 * @param {ReturnType<typeof makeLockstep>} lockstep
 */
function makeControls(stage, lockstep) {
  const { data, text } = stage;
  const presets = makePresets(stage);
  const settings = makeSettings(stage);
  const formula = makeFormula(stage);
  const agreement = makeAgreement(stage);
  const editors = [makeEditor(stage, "x"), makeEditor(stage, "w")];
  const parts = { lockstep, matrix: makeMatrix(stage), checkerboard: makeCheckerboard(stage), chain: makeChain(stage) };
  const share = makeShare(stage);
  const tabs = makeTabs({
    names: data.tabs,
    title: text("tabs"),
    label: (name) => text(`tab_${name}`),
    panel: () => "convolution-panel",
    choose: (tab) => stage.set({ tab }),
  });

  const sheets = h(
    "div",
    { class: "editors" },
    editors.map((editor) => editor.element),
  );
  const facts = h("div", { class: "facts" }, formula.element, agreement.element);
  const panel = h(
    "div",
    { role: "tabpanel", id: "convolution-panel", class: "shown" },
    Object.values(parts).map((part) => part.element),
  );
  const board = h("div", { class: "board" }, sheets, panel);
  return {
    elements: [tabs.element, h("div", { class: "top" }, presets.element, settings.element), facts, board, share.element],
    render() {
      const { tab } = stage.state;
      tabs.render(tab);
      for (const part of [presets, settings, ...editors]) part.render();
      for (const [name, part] of Object.entries(parts)) part.element.hidden = PARTS[tab] !== name;
      const fixed = tab === "chain";
      presets.element.hidden = settings.element.hidden = share.element.hidden = fixed;
      facts.hidden = fixed || tab === "checkerboard"; // there the input is another
      sheets.hidden = fixed || tab === "checkerboard";
      board.classList.toggle("single", sheets.hidden);
      panel.setAttribute("aria-labelledby", `tab-${tab}`);
    },
    /** Show what the server answered; `fresh`: another answer than before. */
    renderAnswer(/** @type {boolean} */ fresh) {
      for (const part of [formula, share, parts.matrix, parts.checkerboard, parts.chain]) part.render();
      if (fresh) agreement.ask();
    },
    /** Whether the figures are of another state. */
    stale: (/** @type {boolean} */ yes) => panel.classList.toggle("stale", yes),
  };
}

/**
 * What the server is asked, and what it answers.
 * @param {Stage} stage
 * @param {{host: HTMLElement, problem: Problem, lockstep: ReturnType<typeof makeLockstep>, controls: ReturnType<typeof makeControls>, remember: () => void}} parts
 */
function makeQuestions(stage, { host, problem, lockstep, controls, remember }) {
  const { data } = stage;
  const lane = new LatestRequest(problem.offline, stage.signal);
  let shown = ""; // the query of what is on the screen
  let refused = ""; // why the link was not followed

  const show = (/** @type {boolean} */ fresh) => {
    controls.renderAnswer(fresh);
    host.dataset.shown = shown;
  };
  /**
   * Fetch what the state asks for, unless it is on the screen already.
   * @param {Where} [where]
   */
  const ask = ({ at, cell } = {}) => {
    const query = stage.question();
    remember();
    if (query === shown && !problem.said) {
      show(false);
      return;
    }
    lane.ask("trace", address("trace", query), async (response) => {
      if (!(await stage.accepted(response))) {
        controls.stale(true);
        if (!stage.answer) start(data.defaults, { at: Infinity }); // a refused link is named, then left for the default
        return;
      }
      problem.say(refused);
      refused = "";
      shown = query;
      stage.answer = /** @type {Answer} */ (await response.json());
      lockstep.load(stage.answer.traces, at, cell ?? lockstep.cell);
      if (at !== undefined && at !== Infinity && at > lockstep.player.steps) {
        const fields = { field: "step", received: `'${at}'`, expected: `0 … ${lockstep.player.steps}` };
        problem.say(`${problem.said} ${refusalOf(data.errors, [fields])}`.trim());
      }
      controls.stale(false);
      show(true);
    });
  };
  /**
   * Take over a query; what it leaves out has its default.
   * @param {Query} query
   * @param {Where} where
   */
  const start = (query, where) => {
    refused = problem.said;
    stage.state = fromQuery(Object.fromEntries(Object.keys(data.defaults).map((name) => [name, query[name] ?? data.defaults[name]])));
    if (!data.tabs.includes(stage.state.tab)) {
      refused = `${refused} ${fill(data.errors.value, { field: "tab", received: query.tab, expected: data.tabs.join(", ") })}`.trim();
      stage.state.tab = data.defaults.tab;
    }
    controls.render();
    ask(where);
  };
  return { ask, start };
}

/**
 * What torch itself says about the numbers on the screen.
 * @param {Stage} stage
 */
function makeAgreement(stage) {
  const element = h("p", { class: "agreement", "data-testid": "agreement" });
  const ask = () => {
    element.textContent = stage.text("agreement_asking");
    const { tab } = stage.state;
    stage.slow.ask("torch", address("torch", stage.question()), async (response) => {
      if (!response.ok) return;
      const { version, difference, same_shape: sameShape } = await response.json();
      const name = tab === "convolution" ? "conv2d" : "conv_transpose2d";
      const agrees = sameShape && difference < 1e-9;
      element.classList.toggle("agrees", agrees);
      const shown = difference === 0 ? "0" : difference.toExponential(1);
      element.textContent = `${agrees ? "✓" : "✗"} ${stage.text("agreement", { version, name, difference: shown })}`;
    });
  };
  return { element, ask };
}
