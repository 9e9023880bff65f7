// The Latent page's stage: one state, mirrored in the address bar; every change draws one picture, here or on the server.

import { makeMirror, pageUrl } from "../../shared/browser/address.mjs";
import { h } from "../../shared/browser/dom.mjs";
import { isFree } from "../../shared/browser/keys.mjs";
import { LatestRequest } from "../../shared/browser/latest_request.mjs";
import { mountOnce } from "../../shared/browser/mount.mjs";
import { makeProblem } from "../../shared/browser/problem.mjs";
import { errorSentence, fill, makeModelWords, makeNumbers } from "../../shared/browser/words.mjs";
import { makeControls } from "./controls.mjs";
import { makeFind } from "./find.mjs";
import { makeNeighbours } from "./neighbours.mjs";
import { ask } from "./own.mjs";
import { makePainter } from "./painter.mjs";
import { address, pairs, toQuery } from "./query.mjs";
import { makeClasses, makeSource } from "./source.mjs";
import { makeView } from "./view.mjs";

/** @import {Card, LatentData, LatentState, ModelRow, Stage, Words} from "./types.mjs" */
/** @typedef {ReturnType<typeof makeProblem>} Problem */

/**
 * Called by Streamlit at every script run.
 * @param {{parentElement: ShadowRoot, data: LatentData}} component
 */
export default function mount({ parentElement, data }) {
  const host = /** @type {HTMLElement} */ (parentElement.querySelector(".stage"));
  return mountOnce(host, data, (signal) => build(host, parentElement, data, signal));
}

/** @type {(host: HTMLElement, root: ShadowRoot, data: LatentData, signal: AbortSignal) => Promise<void>} */
async function build(host, root, data, signal) {
  const words = makeWords(data);
  const problem = makeProblem(words.text("unreachable"));
  host.replaceChildren(problem.element, h("p", { class: "hint" }, words.text("loading")));
  const lane = new LatestRequest(problem.offline, signal, ask);

  /**
   * The model's card and the state the server reads in `query`; a refused link is named, then left for the default.
   * @param {string} query
   * @returns {Promise<Card>}
   */
  const fetchCard = (query) =>
    new Promise((resolve) => {
      lane.ask("card", address("model", query), async (response) => {
        const answer = await response.json();
        if (response.ok) return resolve(answer);
        problem.say(words.error(answer));
        if (query) resolve(fetchCard(""));
        else host.replaceChildren(problem.element);
      });
    });

  /** @type {AbortController | undefined} */
  let current; // the parts on the screen stop listening when others take their place
  signal.addEventListener("abort", () => current?.abort());
  const show = async (/** @type {string} */ query) => {
    const card = await fetchCard(query);
    current?.abort();
    current = new AbortController();
    if (!signal.aborted) assemble({ host, root, card, words, lane, problem, signal: current.signal, show });
  };
  await show(location.search.slice(1));
}

/**
 * Put the parts together around one state.
 * @param {{host: HTMLElement, root: ShadowRoot, card: Card, words: Words, lane: LatestRequest, problem: Problem, signal: AbortSignal, show: (query: string) => Promise<void>}} parts
 */
function assemble({ host, root, card, words, lane, problem, signal, show }) {
  const stage = /** @type {Stage} */ ({
    ...words,
    root,
    card,
    lane,
    signal,
    limits: card.limits,
    state: card.state,
    lastComponent: 0,
    painter: makePainter(card, signal, () => view.ask(), { oncoarse: () => view.ask(), ask }),
    className: (which) => words.className(typeof which === "string" ? which : (card.classes[which] ?? "")),
    classNames: (index) => words.classNames(card.classes[index]),
    query: () => toQuery(stage.state, card.defaults),
    only: (...names) => Object.fromEntries(names.map((name) => [name, card.defaults[name]])),
    set(patch) {
      view.interrupt();
      problem.say("");
      stage.state = { ...stage.state, ...patch };
      const { mode, label, other } = stage.state;
      if (mode === "blend" && label === other) stage.state.other = (label + 1) % card.classes.length; // a class with itself shows nothing
      follow();
      view.ask();
      source.ask();
      controls.ask();
      neighbours.ask();
    },
    follow(state) {
      stage.state = state;
      follow();
    },
    async accepted(response) {
      if (!response.ok) problem.say(words.error(await response.json()));
      return response.ok;
    },
  });
  stage.sheet = makeSheets(stage);
  const classes = makeClasses(stage);
  const source = makeSource(stage);
  const view = makeView(stage);
  const controls = makeControls(stage);
  const neighbours = makeNeighbours(stage, new LatestRequest(() => {}, signal));
  const find = makeFind(stage, new LatestRequest(() => {}, signal));

  /** @type {Partial<LatentState>} */
  let drawn = {};
  const remember = makeMirror(signal, () => pairs(stage.state, card.defaults));
  const follow = () => {
    const moved = (/** @type {(keyof LatentState)[]} */ ...names) => names.some((name) => stage.state[name] !== drawn[name]);
    // a dragged slider need not redraw these sixty times a second
    if (moved("label")) classes.render();
    if (moved("seed", "picks", "mode", "z")) source.render();
    view.render();
    controls.render();
    drawn = stage.state;
    remember();
  };

  source.element.append(makeModelChoice(stage, show));
  host.replaceChildren(
    problem.element,
    classes.element,
    h("div", { class: "board" }, source.element, view.element, controls.element),
    find.element,
    neighbours.element,
  );
  signal.addEventListener("abort", () => {
    view.interrupt();
    neighbours.stop();
  });
  listenToKeys(stage, { source, view });
  const refusal = problem.said;
  follow();
  stage.painter.decided.then(() => {
    if (signal.aborted) return;
    stage.set({});
    problem.say(refusal); // why the link was not followed stays until something is changed
  });
}

/**
 * Sheets of pictures, each slot's drawn here or fetched.
 * @param {Stage} stage
 * @returns {Stage["sheet"]}
 */
function makeSheets(stage) {
  const { card, lane, painter, signal } = stage;
  /** @type {Map<string, string>} */
  const asked = new Map(); // slot -> what it shows or will show
  return (slot, state, extra, draw) => {
    const whole = { ...card.defaults, ...state };
    const url = address("sheet", `${toQuery(whole, card.defaults)}&kind=${extra.kind}&n=${extra.n}`);
    if (asked.get(slot) === url) return;
    asked.set(slot, url);
    if (painter.can()) {
      painter.sheet(whole, extra.kind, extra.n, () => asked.get(slot) === url && !signal.aborted).then((sheet) => sheet && draw(sheet));
      return;
    }
    lane.ask(slot, url, async (response) => {
      if (await stage.accepted(response)) draw(await createImageBitmap(await response.blob()));
    });
  };
}

/**
 * Which model, and its card; another model keeps the state but for the directions, which are its own.
 * @param {Stage} stage
 * @param {(query: string) => Promise<void>} show
 */
function makeModelChoice(stage, show) {
  const { card } = stage;
  const titleOf = (/** @type {ModelRow} */ { name, title }) => title?.[stage.language] ?? stage.title(name);
  /** @type {(label: string, rows: ModelRow[]) => HTMLElement[]} */
  const group = (label, rows) => {
    const options = rows.map((row) => h("option", { value: row.name }, titleOf(row)));
    return options.length ? [h("optgroup", { label: stage.text(label) }, options)] : [];
  };
  const select = h(
    "select",
    {
      id: "model",
      onchange: () => void show(toQuery({ ...stage.state, ...stage.only("components", "dimensions"), model: select.value }, card.defaults)),
    },
    h("option", { value: card.model }, titleOf({ name: card.model, title: card.title })),
  );
  stage.lane.ask("models", address("models"), async (response) => {
    if (!response.ok) return; // the one that is shown stays the only choice
    /** @type {ModelRow[]} */
    const rows = await response.json();
    const own = rows.filter(({ title }) => title);
    const shipped = rows.filter(({ title }) => !title);
    select.replaceChildren(...group("models_own", own), ...group("models_shipped", shipped));
    select.value = card.model;
  });
  const readme = address("readme", new URLSearchParams({ model: card.model }));
  const more = card.title
    ? h("a", { href: pageUrl("train", { run: card.model }) }, stage.text("model_run"))
    : h("a", { href: readme, target: "_blank" }, stage.text("model_card"));
  const about = h("p", {}, stage.expectation(card.model, card.epochs), " ", more);
  return h("div", { class: "choose model" }, h("label", { for: "model" }, stage.text("model")), select, about);
}

/**
 * Digits choose a class, n draws another seed, p plays; not while the visitor types.
 * @param {Stage} stage
 * @param {{source: ReturnType<typeof makeSource>, view: ReturnType<typeof makeView>}} parts
 */
function listenToKeys(stage, { source, view }) {
  const onkey = (/** @type {KeyboardEvent} */ event) => {
    if (!isFree(event)) return;
    if (/^[0-9]$/.test(event.key) && Number(event.key) < stage.card.classes.length) stage.set({ label: Number(event.key) });
    else if (event.key === "n") source.another();
    else if (event.key === "p") view.toggle();
  };
  document.addEventListener("keydown", onkey, { signal: stage.signal });
}

/**
 * Everything that is written, in the visitor's language.
 * @param {LatentData} data
 * @returns {Words}
 */
function makeWords({ text, language, classNames, models, errors }) {
  const other = language === "vi" ? "en" : "vi";
  return {
    language,
    text: (key, fields) => fill(text[key], fields),
    ...makeNumbers(language),
    ...makeModelWords({ language, classNames, models }),
    /** [name in the visitor's language, in the other, which that is]; one name where both are the same. */
    classNames: (name) => {
      const own = classNames[name]?.[language] ?? name;
      const second = classNames[name]?.[other] ?? name;
      return [own, second === own ? "" : second, other];
    },
    error: (answer) => errorSentence(errors, answer),
  };
}
