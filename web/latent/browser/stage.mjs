// The Latent page's stage: one state, mirrored in the address bar; every change draws one picture, here or on the server.

import { h } from "../../shared/browser/dom.mjs";
import { isFree } from "../../shared/browser/keys.mjs";
import { Lane } from "../../shared/browser/latest_request.mjs";
import { mountOnce } from "../../shared/browser/mount.mjs";
import { makeProblem } from "../../shared/browser/problem.mjs";
import { errorSentence, fill, makeNumbers } from "../../shared/browser/words.mjs";
import { makeControls } from "./controls.mjs";
import { makeNeighbours } from "./neighbours.mjs";
import { makePainter } from "./painter.mjs";
import { address, mirror, toQuery } from "./query.mjs";
import { makeClasses, makeSource } from "./source.mjs";
import { makeView } from "./view.mjs";

const MIRROR_MILLISECONDS = 250;

/** Called by Streamlit at every script run. */
export default function mount({ parentElement, data }) {
  const host = parentElement.querySelector(".stage");
  return mountOnce(host, data, (signal) => build(host, parentElement, data, signal));
}

async function build(host, root, data, signal) {
  const words = makeWords(data);
  const problem = makeProblem(words.text("unreachable"));
  host.replaceChildren(problem.element, h("p", { class: "hint" }, words.text("loading")));
  const lane = new Lane(problem.offline, signal);

  /** The model's card and the state the server reads in `query`; a refused link is named, then left for the default. */
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

  let current; // the parts on the screen stop listening when others take their place
  signal.addEventListener("abort", () => current?.abort());
  const show = async (query) => {
    const card = await fetchCard(query);
    current?.abort();
    current = new AbortController();
    if (!signal.aborted) assemble({ host, root, card, words, lane, problem, signal: current.signal, show });
  };
  await show(location.search.slice(1));
}

/** Put the parts together around one state. */
function assemble({ host, root, card, words, lane, problem, signal, show }) {
  const stage = {
    ...words,
    root,
    card,
    lane,
    signal,
    limits: card.limits,
    state: card.state,
    lastComponent: 0, // the direction that play swings
    className: (index) => (card.classes[index] === undefined ? "" : words.className(card.classes[index])),
    classNames: (index) => words.classNames(card.classes[index]),
    query: () => toQuery(stage.state, card.defaults),
    /** The default values of some keys. */
    only: (...names) => Object.fromEntries(names.map((name) => [name, card.defaults[name]])),
    /** Change the state: everything on the screen follows. */
    set(patch) {
      view.interrupt();
      problem.say("");
      const { mode, label, other } = (stage.state = { ...stage.state, ...patch });
      if (mode === "blend" && label === other) stage.state.other = (label + 1) % card.classes.length; // a class with itself shows nothing
      follow();
      view.ask();
      source.ask();
      controls.ask();
      neighbours.ask();
    },
    /** Take over a state whose picture is already on the screen. */
    follow(state) {
      stage.state = state;
      follow();
    },
    /** Draw or fetch a sheet unless the one asked for last is the same. */
    sheet(slot, state, extra, draw) {
      const whole = { ...card.defaults, ...state };
      const url = address("sheet", `${toQuery(whole, card.defaults)}&${new URLSearchParams(extra)}`);
      if (asked.get(slot) === url) return;
      asked.set(slot, url);
      if (painter.can(whole)) {
        painter.sheet(whole, extra.kind, extra.n, () => asked.get(slot) === url && !signal.aborted).then((sheet) => sheet && draw(sheet));
        return;
      }
      lane.ask(slot, url, async (response) => {
        if (await stage.accepted(response)) draw(await createImageBitmap(await response.blob()));
      });
    },
    /** Whether the server agreed; if not, its reason is shown. */
    async accepted(response) {
      if (!response.ok) problem.say(words.error(await response.json()));
      return response.ok;
    },
  };
  const asked = new Map();
  const painter = (stage.painter = makePainter(card, signal, () => view.ask()));
  const slow = new Lane(() => {}, signal);
  const classes = makeClasses(stage);
  const source = makeSource(stage);
  const view = makeView(stage);
  const controls = makeControls(stage);
  const neighbours = makeNeighbours(stage, slow);

  let drawn = {};
  let timer = 0;
  const page = location.pathname;
  const follow = () => {
    const moved = (...names) => names.some((name) => stage.state[name] !== drawn[name]);
    // a dragged slider need not redraw these sixty times a second
    if (moved("label")) classes.render();
    if (moved("seed", "picks", "mode")) source.render();
    view.render();
    controls.render();
    drawn = stage.state;
    clearTimeout(timer);
    timer = setTimeout(() => mirror(stage.state, card.defaults, page), MIRROR_MILLISECONDS);
  };

  const models = card.models.map((name) => h("option", { value: name }, name));
  const select = h("select", { id: "model", onchange: () => show(toQuery({ ...stage.state, ...stage.only("components", "dimensions"), model: select.value }, card.defaults)) }, models);
  select.value = card.model;
  const readme = h("a", { href: address("readme", new URLSearchParams({ model: card.model })), target: "_blank" }, words.text("model_card"));
  source.element.append(h("div", { class: "choose" }, h("label", { for: "model" }, words.text("model")), select, readme));

  host.replaceChildren(problem.element, classes.element, h("div", { class: "board" }, source.element, view.element, controls.element), neighbours.element);
  signal.addEventListener("abort", () => {
    view.interrupt();
    neighbours.stop();
    clearTimeout(timer);
  });
  listenToKeys(stage, { source, view }, signal);
  const refusal = problem.said;
  stage.set({});
  problem.say(refusal); // why the link was not followed stays until something is changed
}

/** Digits choose a class, n draws another seed, p plays; not while somebody types. */
function listenToKeys(stage, { source, view }, signal) {
  const onkey = (event) => {
    if (!isFree(event)) return;
    if (/^[0-9]$/.test(event.key) && Number(event.key) < stage.card.classes.length) stage.set({ label: Number(event.key) });
    else if (event.key === "n") source.another();
    else if (event.key === "p") view.toggle();
  };
  document.addEventListener("keydown", onkey, { signal });
}

/** Everything that is said, in the visitor's language. */
function makeWords({ text, language, classNames, errors }) {
  const other = language === "vi" ? "en" : "vi";
  return {
    text: (key, fields) => fill(text[key], fields),
    ...makeNumbers(language),
    className: (name) => classNames[name]?.[language] ?? name,
    /** [name in the visitor's language, in the other, which that is]; one name where both are the same. */
    classNames: (name) => {
      const own = classNames[name]?.[language] ?? name;
      const second = classNames[name]?.[other] ?? name;
      return [own, second === own ? "" : second, other];
    },
    error: (answer) => errorSentence(errors, answer),
  };
}
