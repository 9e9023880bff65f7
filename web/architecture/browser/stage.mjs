// The networks page's stage: one z flows through G and D here, in the browser, and everything on the screen follows it.

import { loadGenerator } from "../../../gan_core/browser/generator.mjs";
import { classWeights, compose } from "../../latent/browser/compose.mjs";
import { zFromSeed } from "../../latent/browser/seeds.mjs";
import { makeMirror } from "../../shared/browser/address.mjs";
import { h } from "../../shared/browser/dom.mjs";
import { mountOnce } from "../../shared/browser/mount.mjs";
import { makeProblem } from "../../shared/browser/problem.mjs";
import { accepted } from "../../shared/browser/server.mjs";
import { errorSentence, fill, makeModelWords, makeNumbers } from "../../shared/browser/words.mjs";
import { blocksOf } from "./blocks.mjs";
import { makeControls } from "./controls.mjs";
import { makeDiagram } from "./diagram.mjs";
import { pictureGradient } from "./gradient.mjs";
import { makeOpened } from "./opened.mjs";
import { address, pairs, toQuery } from "./query.mjs";
import { makeTable } from "./table.mjs";

/** @import {Card, Data, Frame, Network, NetworksState, Stage, Words} from "./types.mjs" */
/** @typedef {ReturnType<typeof makeProblem>} Problem */
/** @typedef {{host: HTMLElement, root: ShadowRoot, words: Words, problem: Problem, signal: AbortSignal}} Place */
/** @typedef {{card: Card, networks: Record<string, Network>, directions: Float32Array}} Loaded */

const PICKS = 4; // samples of a seed that a latent state names
const SAMPLE = { mode: "sliders", picks: [0, 1, 2, 3], dimensions: [], truncation: 1, z: [] };

/**
 * Called by Streamlit at every script run.
 * @param {{parentElement: ShadowRoot, data: Data}} component
 */
export default function mount({ parentElement, data }) {
  const host = /** @type {HTMLElement} */ (parentElement.querySelector(".stage"));
  return mountOnce(host, data, (signal) => build(host, parentElement, data, signal));
}

/** @type {(host: HTMLElement, root: ShadowRoot, data: Data, signal: AbortSignal) => Promise<void>} */
async function build(host, root, data, signal) {
  const words = makeWords(data);
  const problem = makeProblem(words.text("unreachable"), words.error);
  const place = { host, root, words, problem, signal };
  /** @type {AbortController | undefined} */
  let current; // the parts on the screen stop listening when others take their place
  signal.addEventListener("abort", () => current?.abort());
  const show = async (/** @type {string} */ query) => {
    host.replaceChildren(problem.element, h("p", { class: "hint waiting", role: "status" }, words.text("loading")));
    const loaded = await problem.attempt(() => load(query, signal), { signal });
    if (!loaded) {
      host.querySelector(".waiting")?.remove();
      const said = problem.said;
      if (query && !signal.aborted) await show(""); // a refused link is named, then left for the default
      problem.say(said);
      return;
    }
    current?.abort();
    current = new AbortController();
    assemble({ ...place, signal: current.signal }, loaded, show);
  };
  await show(location.search.slice(1));
}

/**
 * A link's state and its two networks. Throws Refused.
 * @param {string} query
 * @param {AbortSignal} signal
 * @returns {Promise<Loaded>}
 */
async function load(query, signal) {
  const ask = async (/** @type {string} */ path, /** @type {string} */ asked) => accepted(await fetch(address(path, asked), { signal }));
  /** @type {Card} */
  const card = await (await ask("card", query)).json();
  const { network, weights, kernel, activation } = card.state;
  const own = toQuery({ ...card.defaults, network, weights, kernel, activation }, card.defaults);
  const [first, second] = await Promise.all(["generator", "discriminator"].map(async (side) => (await ask(side, own)).arrayBuffer()));
  const size = card.shares.length * card.latentDim * 4;
  const [G, D] = await Promise.all([loadGenerator(first.slice(size)), loadGenerator(second)]);
  return { card, networks: { G, D }, directions: new Float32Array(first, 0, size / 4) };
}

/**
 * Put the parts together around one state.
 * @param {Place} place
 * @param {Loaded} loaded
 * @param {(query: string) => Promise<void>} show another network
 */
function assemble({ host, root, words, problem, signal }, { card, networks, directions }, show) {
  let frame = 0;
  /** @type {Stage} */
  const stage = {
    ...words,
    root,
    signal,
    card,
    networks,
    state: card.state,
    blocks: { G: blocksOf(networks.G.header, "G"), D: blocksOf(networks.D.header, "D") },
    refuse: (field, received, expected) =>
      problem.say(words.error({ code: "value", fields: { field, received: `'${received}'`, expected }, message: "" })),
    set(patch) {
      problem.say("");
      stage.state = { ...stage.state, ...patch };
      soon();
    },
  };
  const open = (/** @type {Partial<NetworksState>} */ patch) =>
    void show(
      toQuery(
        { ...stage.state, label: card.defaults.label, components: [], block: "", part: 0, channel: 0, cell: 0, ...patch },
        card.defaults,
      ),
    );
  const diagram = makeDiagram(stage);
  const opened = makeOpened(stage);
  const controls = makeControls(stage, { open, save: diagram.save });
  const remember = makeMirror(signal, () => pairs(stage.state, card.defaults));
  const draw = () => {
    const made = flow(stage, directions);
    diagram.render(made);
    opened.render(made);
    controls.render();
    host.toggleAttribute("data-opened", !opened.element.hidden);
    host.dataset.logit = String(made.values.D.at(-1)?.at(-1));
    remember();
  };
  const soon = () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(draw);
  };
  signal.addEventListener("abort", () => cancelAnimationFrame(frame));
  const figure = h("div", { class: "scroll flow", tabindex: 0, role: "group", "aria-label": words.text("diagram") }, diagram.element);
  host.replaceChildren(
    problem.element,
    h("h2", { class: "unseen" }, words.text("diagram")),
    h("div", { class: "board" }, controls.source, h("div", { class: "shown" }, figure, opened.element), controls.moves),
    makeTable(stage),
  );
  draw();
}

/**
 * Everything that the state's z makes, in both networks.
 * @param {Stage} stage
 * @param {Float32Array} directions
 * @returns {Frame}
 */
function flow({ card, networks, state }, directions) {
  const samples = zFromSeed(state.seed, PICKS, card.latentDim);
  const latent = /** @type {any} */ ({ ...SAMPLE, label: state.label, components: state.components });
  const z = compose(latent, { samples, directions, latentDim: card.latentDim });
  const weights = classWeights(latent, card.classes.length);
  const G = networks.G.trace(z, weights);
  const picture = G[G.length - 1].map(Math.tanh);
  const D = networks.D.trace(picture, weights);
  const input = networks.G.header.labelled ? Float32Array.from([...z, ...weights]) : z;
  return { z: input, weights, values: { G: [...G, picture], D }, looks: state.looks ? pictureGradient(networks.D, D, weights) : undefined };
}

/**
 * Everything that is written, in the visitor's language.
 * @param {Data} data
 * @returns {Words}
 */
function makeWords({ text, language, classNames, models, errors }) {
  const { number, percent } = makeNumbers(language);
  return {
    text: (key, fields) => fill(text[key], fields),
    number: (value, digits) => number(Number(value.toFixed(digits)) || 0, digits), // no "-0"
    percent,
    ...makeModelWords({ language, classNames, models }),
    error: (answer) => errorSentence(errors, answer),
  };
}
