// The Transposed convolution page's stage: one state, mirrored in the address bar; every change fetches all steps at once.

import { h } from "../../shared/browser/dom.mjs";
import { Lane } from "../../shared/browser/latest_request.mjs";
import { mountOnce } from "../../shared/browser/mount.mjs";
import { makeProblem } from "../../shared/browser/problem.mjs";
import { makeTabs } from "../../shared/browser/tabs.mjs";
import { errorSentence, fill, makeNumbers } from "../../shared/browser/words.mjs";
import { makeChain } from "./chain.mjs";
import { makeCheckerboard } from "./checkerboard.mjs";
import { makeLockstep, stepByKey } from "./lockstep.mjs";
import { makeMatrix } from "./matrix.mjs";
import { address, fromAnswer, mirror, toQuery } from "./query.mjs";
import { makeEditor, makeFormula, makePresets, makeSettings } from "./settings.mjs";
import { makeShare } from "./share.mjs";

const MIRROR_MILLISECONDS = 250;

/** Called by Streamlit at every script run. */
export default function mount({ parentElement, data }) {
  const host = parentElement.querySelector(".stage");
  return mountOnce(host, data, (signal) => build(host, parentElement, data, signal));
}

function build(host, root, data, signal) {
  const problem = makeProblem(data.text.unreachable);
  const { say } = problem;
  const text = (key, fields) => fill(data.text[key], fields);
  const lane = new Lane(problem.offline, signal);

  const stage = {
    root, data, text, lane, signal,
    slow: new Lane(() => {}, signal), // answers that take torch must not hold up the figures
    state: undefined,
    answer: undefined,
    ...makeNumbers(data.language),
    /** What the server is asked; `other` is a complete query in an object. */
    question: (other) => toQuery(other ? fromAnswer(other) : stage.state, stage.names(other ?? stage.state)),
    names: ({ tab }) => ["tab", "x", "w", "stride", "padding", "output_padding", "dilation"].filter((name) => (name !== "tab" || tab === "convolution") && (name !== "output_padding" || tab !== "convolution")),
    preset(query) {
      const state = fromAnswer(query);
      const sameKind = (stage.state.tab === "convolution") === (state.tab === "convolution");
      if (sameKind) state.tab = stage.state.tab;
      stage.set(state);
    },
    /** Change the state; the figures follow as soon as the new numbers are there. */
    set(patch) {
      stage.state = { ...stage.state, ...patch };
      renderControls();
      ask();
    },
    refuse(name, value, low, high) {
      say(fill(data.errors.value, { field: name, came: Number.isNaN(value) ? "—" : value, accepted: `${low} … ${high}` }));
      renderControls();
    },
    /** Whether the server agreed; if not, its reason is shown. */
    async accepted(response) {
      if (response.ok) return true;
      say(errorSentence(data.errors, await response.json()));
      return false;
    },
    figures: () => lockstep.figures(),
    say,
  };

  const follow = ({ cell, playing }) => {
    lockstep.cell = cell;
    if (!playing) remember();
  };
  const lockstep = makeLockstep({ text, language: data.language, signal, onchange: follow });
  const presets = makePresets(stage);
  const settings = makeSettings(stage);
  const formula = makeFormula(stage);
  const agreement = makeAgreement(stage);
  const editors = ["x", "w"].map((name) => makeEditor(stage, name));
  const matrix = makeMatrix(stage);
  const checkerboard = makeCheckerboard(stage);
  const chain = makeChain(stage);
  const share = makeShare(stage);
  const tabs = makeTabs({ names: data.tabs, title: text("tabs"), label: (name) => text(`tab_${name}`), panel: () => "convolution-panel", choose: (tab) => stage.set({ tab }) });

  const sheets = h("div", { class: "editors" }, editors.map((editor) => editor.element));
  const facts = h("div", { class: "facts" }, formula.element, agreement.element);
  const panel = h("div", { role: "tabpanel", id: "convolution-panel", class: "shown" }, lockstep.element, matrix.element, checkerboard.element, chain.element);
  const board = h("div", { class: "board" }, sheets, panel);
  const place = { lockstep, matrix, checkerboard, chain };
  const shownFor = { transposed: "lockstep", convolution: "lockstep", matrix: "matrix", checkerboard: "checkerboard", chain: "chain" };

  const renderControls = () => {
    const { tab } = stage.state;
    tabs.render(tab);
    for (const part of [presets, settings, ...editors]) part.render();
    for (const [name, part] of Object.entries(place)) part.element.hidden = shownFor[tab] !== name;
    const fixed = tab === "chain";
    presets.element.hidden = settings.element.hidden = share.element.hidden = fixed;
    facts.hidden = fixed || tab === "checkerboard"; // there the input is another
    sheets.hidden = fixed || tab === "checkerboard";
    board.classList.toggle("single", sheets.hidden);
    panel.setAttribute("aria-labelledby", `tab-${tab}`);
  };

  let timer = 0;
  const remember = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const { step, steps } = lockstep.player;
      const cell = lockstep.cell?.join() ?? "";
      mirror({ ...stage.state, step: step === steps ? "" : step, cell }, { ...data.defaults, step: "", cell: "" });
    }, MIRROR_MILLISECONDS);
  };

  /** Fetch what the state asks for, unless it is on the screen already. */
  let shown = "";
  const ask = (at, cell) => {
    const query = stage.question();
    remember();
    if (query === shown && !problem.said) return renderAnswer(false);
    lane.ask("trace", address("trace", query), async (response) => {
      if (!(await stage.accepted(response))) {
        panel.classList.add("stale");
        if (!stage.answer) start({ ...data.defaults }, Infinity); // a refused link is named, then left for the default
        return;
      }
      say(refused);
      refused = "";
      shown = query;
      stage.answer = await response.json();
      lockstep.load(stage.answer.traces, at ?? undefined, cell ?? lockstep.cell);
      panel.classList.remove("stale");
      renderAnswer(true);
    });
  };
  let refused = "";
  const renderAnswer = (fresh) => {
    for (const part of [formula, share, matrix, checkerboard, chain]) part.render(fresh);
    if (fresh) agreement.ask();
    host.dataset.shown = shown;
  };

  const start = (query, at, cell) => {
    refused = problem.said;
    stage.state = fromAnswer(Object.fromEntries(Object.keys(data.defaults).map((name) => [name, query[name] ?? data.defaults[name]])));
    if (!data.tabs.includes(stage.state.tab)) {
      refused = fill(data.errors.value, { field: "tab", came: query.tab, accepted: data.tabs.join(", ") });
      stage.state.tab = data.defaults.tab;
    }
    renderControls();
    ask(at, cell);
  };

  host.replaceChildren(problem.element, tabs.element, h("div", { class: "top" }, presets.element, settings.element), facts, board, share.element);
  document.addEventListener("keydown", (event) => shownFor[stage.state.tab] === "lockstep" && stepByKey(event, lockstep.player), { signal });
  signal.addEventListener("abort", () => clearTimeout(timer));
  const link = Object.fromEntries(new URLSearchParams(location.search));
  const cell = /^\d+,\d+$/.test(link.cell ?? "") ? link.cell.split(",").map(Number) : null;
  start(link, /^\d+$/.test(link.step ?? "") ? Number(link.step) : Infinity, cell);
}

/** What torch itself says about the numbers on the screen. */
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
