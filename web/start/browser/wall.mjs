// The start page's wall: a row of pictures, one a class, for each of a few seeds; every few seconds one row is drawn anew.
// The seeds follow the clock, so a whole class looks at the same wall.

import { endpoint } from "../../shared/browser/address.mjs";
import { drawTile, h, tile } from "../../shared/browser/dom.mjs";
import { mountOnce } from "../../shared/browser/mount.mjs";
import { poll, untilReached } from "../../shared/browser/poll.mjs";
import { accepted } from "../../shared/browser/server.mjs";
import { errorSentence, fill } from "../../shared/browser/words.mjs";

/** @import {Refused} from "../../shared/browser/server.mjs" */
/**
 * @typedef {object} WallData
 * @property {string} language
 * @property {Record<string, string>} text
 * @property {Record<string, string>} classNames
 * @property {Record<string, string>} errors
 */
/** @typedef {{label: number, seed: number}} Picked */
/** @typedef {{canvas: HTMLCanvasElement, link: HTMLAnchorElement, name: string}} Cell */
/** @typedef {{classes: string[], image: [number, number, number]}} Card of the model: its classes, and a picture's shape */

const SEEDS = 10_000;
const PERIOD_MILLISECONDS = 4000; // between new rows
const NARROW = 640; // pixels: on a phone a row takes two lines

/**
 * Called by Streamlit at every script run.
 * @param {{parentElement: HTMLElement, data: WallData, setTriggerValue: (name: string, value: Picked) => void}} component
 */
export default function mount({ parentElement, data, setTriggerValue }) {
  const host = /** @type {HTMLElement} */ (parentElement.querySelector(".wall"));
  return mountOnce(host, data, (signal) => build(host, data, (picked) => setTriggerValue("picked", picked), signal));
}

/**
 * @param {HTMLElement} host
 * @param {WallData} data
 * @param {(picked: Picked) => void} pick
 * @param {AbortSignal} signal
 */
async function build(host, data, pick, signal) {
  const status = h("p", { class: "status", role: "status" }, data.text.loading);
  host.replaceChildren(status);
  const ask = async (/** @type {string} */ path, query = "") => accepted(await fetch(endpoint(`latent/${path}`, query), { signal }));
  const problems = {
    signal,
    retry: PERIOD_MILLISECONDS,
    onlost(/** @type {boolean} */ lost) {
      if (lost) status.textContent = data.text.unreachable;
    },
    onrefused(/** @type {Refused} */ { answer }) {
      status.textContent = errorSentence(data.errors, answer);
      return PERIOD_MILLISECONDS;
    },
  };
  const answer = await untilReached(() => ask("model"), problems);
  if (!answer) return;
  /** @type {Card} */
  const card = await answer.json();
  const rows = makeRows(card, data, host.clientWidth < NARROW ? 2 : 3, pick);
  const toggle = makeToggle(data);
  status.removeAttribute("role"); // from here on it changes too often to be read out
  const links = rows.flatMap(({ cells }) => cells.map(({ link }) => link));
  const grid = h("div", { class: "grid", style: `--classes: ${card.classes.length}` }, links);
  host.replaceChildren(grid, h("div", { class: "foot" }, status, toggle.button));

  /** Draw the row that a turn of the clock gives its pictures. */
  const draw = async (/** @type {number} */ turn) => {
    const seed = turn % SEEDS;
    const response = await ask("sheet", `seed=${seed}&n=${card.classes.length}`);
    const sheet = await createImageBitmap(await response.blob());
    rows[turn % rows.length].show(sheet, seed);
    const milliseconds = Math.round(Number(response.headers.get("X-Milliseconds")));
    status.textContent = fill(data.text.drawn, { n: card.classes.length, milliseconds, seed });
  };
  const turnNow = () => Math.floor(Date.now() / PERIOD_MILLISECONDS);
  const first = turnNow() - rows.length + 1;
  let blank = rows.length; // rows without pictures, which come at once, whether it plays or not
  const update = async () => {
    if (blank) await draw(first + rows.length - blank--);
    else if (toggle.playing && !document.hidden) await draw(turnNow());
    return blank ? 0 : PERIOD_MILLISECONDS - (Date.now() % PERIOD_MILLISECONDS);
  };
  await poll(update, problems).done;
}

/**
 * Rows of pictures that lead to their place on the Latent page.
 * @param {Card} card
 * @param {WallData} data
 * @param {number} count
 * @param {(picked: Picked) => void} pick
 */
function makeRows({ classes, image }, { text, classNames, language }, count, pick) {
  return Array.from({ length: count }, (_, row) => {
    let shown = 0; // seed
    const follow = (/** @type {MouseEvent} */ event, /** @type {number} */ label) => {
      if (event.button || event.ctrlKey || event.metaKey || event.shiftKey) return; // the browser opens another window
      event.preventDefault();
      pick({ label, seed: shown });
    };
    /** @type {(original: string, label: number) => Cell} */
    const makeCell = (original, label) => {
      const name = classNames[original] ?? original;
      const canvas = tile(image, { "aria-hidden": "true" });
      // below the first row the links only repeat its classes: not another stop for the tab key
      const link = h("a", { class: "cell", tabindex: row ? -1 : undefined, onclick: (event) => follow(event, label) }, canvas);
      if (!row) link.append(h("span", { class: "name", "aria-hidden": "true" }, name));
      return { canvas, link, name };
    };
    const cells = classes.map(makeCell);
    /** @type {(sheet: ImageBitmap, seed: number) => void} */
    const show = (sheet, seed) => {
      shown = seed;
      cells.forEach(({ canvas, link, name }, label) => {
        drawTile(canvas, sheet, label);
        link.href = new URL(`latent?lang=${language}&label=${label}&seed=${seed}`, document.baseURI).href;
        link.setAttribute("aria-label", fill(text.picture, { class: name, seed }));
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
