// The start page's wall: a row of pictures, one a class, for each of a few seeds; every few seconds one row is drawn anew, and after a
// few rows another model takes its turn. The browser draws; the server does where it cannot. Models and seeds follow the clock, so a whole
// class looks at the same wall.

import { makePainter } from "../../latent/browser/painter.mjs";
import { address } from "../../latent/browser/query.mjs";
import { drawTile, h, tile } from "../../shared/browser/dom.mjs";
import { mountOnce } from "../../shared/browser/mount.mjs";
import { poll } from "../../shared/browser/poll.mjs";
import { accepted } from "../../shared/browser/server.mjs";
import { errorSentence, fill } from "../../shared/browser/words.mjs";

/** @import {Card, LatentState} from "../../latent/browser/types.mjs" */
/**
 * @typedef {object} WallData
 * @property {string} language
 * @property {Card[]} shown cards of the models, in turn
 * @property {Record<string, string>} text
 * @property {Record<string, string>} classNames
 * @property {Record<string, string>} models locales/models.toml
 * @property {Record<string, string>} errors
 */
/** @typedef {Record<string, string | number>} Picked the state that a picture leads to */
/** @typedef {{canvas: HTMLCanvasElement, link: HTMLAnchorElement, name: string}} Cell */
/** @typedef {{card: Card, painter: ReturnType<typeof makePainter>, rows: ReturnType<typeof makeRows>, grid: HTMLElement}} Wall */

const SEEDS = 10_000;
const PERIOD_MILLISECONDS = 4000; // between new rows
const TURNS = 6; // rows a model draws before the next takes over
const COLUMNS = 10; // of a model without classes
const NARROW = 640; // pixels: on a phone a row takes two lines
const AROUND = 160; // pixels of the screen's height that rows cannot have in presenter mode

/**
 * Called by Streamlit at every script run.
 * @param {{parentElement: HTMLElement, data: WallData, setTriggerValue: (name: string, value: Picked) => void}} component
 */
export default function mount({ parentElement, data, setTriggerValue }) {
  const host = /** @type {HTMLElement} */ (parentElement.querySelector(".wall"));
  return mountOnce(host, data, (signal) => build(host, data, (picked) => setTriggerValue("picked", picked), signal));
}

/**
 * Presenter mode shows as many as the screen is high.
 * @param {HTMLElement} host
 */
const rowsThatFit = (host) => {
  if (host.hasAttribute("data-presenting")) return Math.max(2, Math.floor((innerHeight - AROUND) / (host.clientWidth / COLUMNS)));
  return host.clientWidth < NARROW ? 2 : 3;
};

/**
 * @param {HTMLElement} host
 * @param {WallData} data
 * @param {(picked: Picked) => void} pick
 * @param {AbortSignal} signal
 */
async function build(host, data, pick, signal) {
  const status = h("p", { class: "status", role: "status" }, data.text.loading);
  const place = h("div");
  const toggle = makeToggle(data);
  host.replaceChildren(place, h("div", { class: "foot" }, status, toggle.button));
  const ask = async (/** @type {string} */ path, /** @type {Record<string, string>} */ query) =>
    accepted(await fetch(address(path, new URLSearchParams(query)), { signal }));

  /** @type {(card: Card) => Wall} */
  const open = (card) => {
    const painter = makePainter(card, signal, () => polling.now(), { count: card.classes.length ? 1 : COLUMNS });
    const rows = makeRows(card, data, rowsThatFit(host), pick);
    const links = rows.flatMap(({ cells }) => cells.map(({ link }) => link));
    return {
      card,
      painter,
      rows,
      grid: h("div", { class: "grid", style: `--classes: ${rows[0].cells.length}; --rows: ${rows.length}` }, links),
    };
  };
  /**
   * A row's pictures; undefined where they cannot be drawn yet.
   * @param {Wall} wall
   * @param {number} seed
   */
  const sheetOf = async ({ card, painter, rows }, seed) => {
    const state = /** @type {LatentState} */ ({ ...card.defaults, model: card.model, seed });
    const [kind, n] = [/** @type {"classes" | "grid"} */ (card.classes.length ? "classes" : "grid"), rows[0].cells.length];
    if (painter.can()) return painter.sheet(state, kind, n, () => !signal.aborted);
    if (!painter.failed) return undefined;
    const response = await ask("sheet", { model: card.model, seed: String(seed), kind, n: String(n) });
    return createImageBitmap(await response.blob());
  };

  const turnNow = () => Math.floor(Date.now() / PERIOD_MILLISECONDS);
  const untilNextTurn = () => PERIOD_MILLISECONDS - (Date.now() % PERIOD_MILLISECONDS);
  /** @type {Wall | undefined} */
  let wall;
  let blank = 0; // rows without pictures, which come at once, whether it plays or not
  const look = async () => {
    const card = data.shown[wall ? Math.floor(turnNow() / TURNS) % data.shown.length : 0];
    if (!wall || (toggle.playing && !document.hidden && wall.card !== card && !blank)) {
      wall = open(card);
      blank = wall.rows.length;
    }
    if (!blank && (!toggle.playing || document.hidden)) return untilNextTurn();
    const turn = turnNow() - Math.max(0, blank - 1);
    const seed = turn % SEEDS;
    const began = performance.now();
    const sheet = await sheetOf(wall, seed);
    if (!sheet) return PERIOD_MILLISECONDS; // the painter calls as soon as it can
    if (wall.grid.parentElement !== place) place.replaceChildren(wall.grid);
    wall.rows[turn % wall.rows.length].show(sheet, seed);
    const facts = { n: wall.rows[0].cells.length, milliseconds: Math.round(performance.now() - began), seed };
    status.removeAttribute("role"); // from here on it changes too often to be read out
    status.textContent = `${data.models[wall.card.model]}. ${fill(data.text.drawn, facts)}`;
    if (blank) blank--;
    return blank ? 0 : untilNextTurn();
  };
  const polling = poll(look, {
    signal,
    retry: PERIOD_MILLISECONDS,
    onlost(lost) {
      if (lost) status.textContent = data.text.unreachable;
    },
    onrefused({ answer }) {
      status.textContent = errorSentence(data.errors, answer);
      return PERIOD_MILLISECONDS;
    },
  });
  await polling.done;
}

/**
 * Rows of pictures that lead to their place on the Latent page.
 * @param {Card} card
 * @param {WallData} data
 * @param {number} count
 * @param {(picked: Picked) => void} pick
 */
function makeRows({ classes, image, model, defaults }, { text, classNames, language }, count, pick) {
  return Array.from({ length: count }, (_, row) => {
    let shown = 0; // seed
    const stateOf = (/** @type {number} */ index) => ({
      ...(model !== defaults.model && { model }),
      ...(classes.length ? { label: index } : { picks: `${index},1,2,3` }),
      seed: shown,
    });
    const follow = (/** @type {MouseEvent} */ event, /** @type {number} */ index) => {
      if (event.button || event.ctrlKey || event.metaKey || event.shiftKey) return; // the browser opens another window
      event.preventDefault();
      pick(stateOf(index));
    };
    /** @type {(original: string, index: number) => Cell} */
    const makeCell = (original, index) => {
      const name = classNames[original] ?? original;
      const canvas = tile(image, { "aria-hidden": "true" });
      // below the first row the links only repeat its classes: not another stop for the tab key
      const link = h("a", { class: "cell", tabindex: row ? -1 : undefined, onclick: (event) => follow(event, index) }, canvas);
      if (!row && name) link.append(h("span", { class: "name", "aria-hidden": "true" }, name));
      return { canvas, link, name };
    };
    const cells = (classes.length ? classes : new Array(COLUMNS).fill("")).map(makeCell);
    /** @type {(sheet: ImageBitmap, seed: number) => void} */
    const show = (sheet, seed) => {
      shown = seed;
      cells.forEach(({ canvas, link, name }, index) => {
        drawTile(canvas, sheet, index);
        const query = new URLSearchParams(
          Object.entries({ lang: language, ...stateOf(index) }).map(([key, value]) => [key, String(value)]),
        );
        link.href = new URL(`latent?${query}`, document.baseURI).href;
        link.setAttribute("aria-label", fill(text.picture, { class: name || String(index + 1), seed }));
        link.classList.remove("fresh");
        void link.offsetWidth; // lets the animation begin again
        link.classList.add("fresh");
      });
    };
    return { cells, show };
  });
}

/**
 * The button that holds the wall still.
 * @param {WallData} data
 */
function makeToggle({ text }) {
  const button = h("button", { type: "button" });
  const toggle = { button, playing: !matchMedia("(prefers-reduced-motion: reduce)").matches };
  const render = () => {
    button.textContent = toggle.playing ? text.pause : text.play;
  };
  button.addEventListener("click", () => {
    toggle.playing = !toggle.playing;
    render();
  });
  render();
  return toggle;
}
