// The start page's wall: a row of pictures, one a class, for each of a few seeds; every few seconds one row is drawn anew.
// The seeds follow the clock, so a whole class looks at the same wall.

import { drawTile, h, tile } from "../../shared/browser/dom.mjs";
import { mountOnce } from "../../shared/browser/mount.mjs";
import { errorSentence, fill } from "../../shared/browser/words.mjs";

const SEEDS = 10_000;
const PERIOD = 4000; // milliseconds between new rows

/** Called by Streamlit at every script run. */
export default function mount({ parentElement, data, setTriggerValue }) {
  const host = parentElement.querySelector(".wall");
  return mountOnce(host, data, (signal) => build(host, data, (picked) => setTriggerValue("picked", picked), signal));
}

async function build(host, data, pick, signal) {
  const status = h("p", { class: "status", role: "status" }, data.text.loading);
  host.replaceChildren(status);

  /** A fetched answer, or undefined where there is none; says why in the visitor's language. */
  const ask = async (path) => {
    try {
      const response = await fetch(new URL(`api/latent/${path}`, document.baseURI), { signal });
      if (response.ok) return response;
      status.textContent = errorSentence(data.errors, await response.json());
    } catch (error) {
      if (signal.aborted) return undefined;
      if (!(error instanceof TypeError)) throw error; // fetch says TypeError when nobody answers
      status.textContent = data.text.unreachable;
    }
    return undefined;
  };

  let answer = await ask("model");
  while (!answer && !signal.aborted) {
    await new Promise((resolve) => setTimeout(resolve, PERIOD));
    answer = await ask("model");
  }
  if (signal.aborted) return;
  const { classes, image } = await answer.json();

  const count = host.clientWidth < 640 ? 2 : 3; // on a phone a row takes two lines
  const rows = Array.from({ length: count }, (_, row) =>
    classes.map((original, label) => {
      const name = data.classNames[original] ?? original;
      const canvas = tile(image, { "aria-hidden": "true" });
      // below the first row the links only repeat its classes: not another stop for the tab key
      const link = h("a", { class: "cell", tabindex: row ? -1 : undefined, onclick: (event) => follow(event, label, row) }, canvas);
      if (!row) link.append(h("span", { class: "name", "aria-hidden": "true" }, name));
      return { canvas, link, name };
    }),
  );
  const seeds = Array(count).fill(0);
  const follow = (event, label, row) => {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey) return; // the browser opens another window
    event.preventDefault();
    pick({ label, seed: seeds[row] });
  };

  /** Draw one row from the pictures of a seed. */
  const draw = async (row, seed) => {
    const response = await ask(`sheet?seed=${seed}&n=${classes.length}`);
    if (!response) return;
    const sheet = await createImageBitmap(await response.blob());
    seeds[row] = seed;
    rows[row].forEach(({ canvas, link, name }, label) => {
      drawTile(canvas, sheet, label);
      link.href = new URL(`latent?lang=${data.language}&label=${label}&seed=${seed}`, document.baseURI);
      link.setAttribute("aria-label", fill(data.text.picture, { class: name, seed }));
      link.classList.remove("fresh");
      void link.offsetWidth; // lets the animation begin again
      link.classList.add("fresh");
    });
    const milliseconds = Math.round(Number(response.headers.get("X-Milliseconds")));
    status.textContent = fill(data.text.drawn, { n: classes.length, milliseconds, seed });
  };

  let playing = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  const button = h("button", { type: "button", onclick: () => play(!playing) });
  const play = (yes) => {
    playing = yes;
    button.textContent = playing ? data.text.pause : data.text.play;
  };
  play(playing);
  status.removeAttribute("role"); // from here on it changes too often to be read out
  host.replaceChildren(h("div", { class: "grid", style: `--classes: ${classes.length}` }, rows.flat().map(({ link }) => link)), h("div", { class: "foot" }, status, button));

  const tick = () => Math.floor(Date.now() / PERIOD);
  const now = tick();
  for (let ago = count - 1; ago >= 0; ago--) await draw((now - ago) % count, (now - ago) % SEEDS);
  while (!signal.aborted) {
    await new Promise((resolve) => setTimeout(resolve, PERIOD - (Date.now() % PERIOD)));
    if (playing && !document.hidden && !signal.aborted) await draw(tick() % count, tick() % SEEDS);
  }
}
