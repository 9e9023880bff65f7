// Presenter mode: the page's title and stage alone, in larger type (static/shell.css). No script runs; the address keeps it.
// Its bar, and a presenter's remote, turn the pages, or the stops of a tour.

import { isFree } from "../../shared/browser/keys.mjs";
import { fill } from "../../shared/browser/words.mjs";
import { keep } from "../../ui/browser/address.mjs";
import { makeCompanions } from "./companions.mjs";
import { makeTour } from "./tour.mjs";

/** @import {PresenterData} from "./types.mjs" */

const KEY = "F";
/** @type {Record<string, number>} */
const REMOTE_KEYS = { PageDown: 1, PageUp: -1 }; // what a presenter's remote sends
/** @type {Record<string, number>} */
const ARROWS = { ArrowRight: 1, ArrowLeft: -1 }; // others send these; only where nothing on the page takes them
const root = document.documentElement;

const presenting = () => root.hasAttribute("data-presenting");
const present = (/** @type {boolean} */ yes) => {
  root.toggleAttribute("data-presenting", yes);
  keep("present", yes ? "1" : "");
};

/**
 * Go to the next (1) or previous (-1) page in the side bar's order, or stop of the tour.
 * @param {number} by
 */
const turn = (by) => {
  if (tour.on) {
    tour.turn(by);
    return;
  }
  /** @type {NodeListOf<HTMLAnchorElement>} */
  const found = document.querySelectorAll("[data-testid=stSidebar] [data-testid=stPageLink] a");
  const links = [...found];
  const here = links.findLastIndex((link) => link.pathname === location.pathname); // the last: the home page's empty link matches everywhere
  links[here + by]?.click();
};
const leave = () => {
  present(false);
  if (tour.on) tour.end();
};
const begin = (/** @type {string} */ name) => {
  present(true);
  tour.go(name, 1);
};

const nothingChosen = () => !document.activeElement || document.activeElement === document.body || bar.contains(document.activeElement);

const onkey = (/** @type {KeyboardEvent} */ event) => {
  if (!isFree(event)) return;
  if (event.key.toUpperCase() === KEY) present(!presenting());
  else if (presenting() && event.key in REMOTE_KEYS) turn(REMOTE_KEYS[event.key]);
  else if (presenting() && tour.on && event.key in ARROWS && nothingChosen()) turn(ARROWS[event.key]);
  else if (presenting() && event.key === "Escape") leave();
  else return;
  event.preventDefault();
};

/** @type {(sign: string, onclick: () => void) => HTMLButtonElement} */
const button = (sign, onclick) => Object.assign(document.createElement("button"), { type: "button", textContent: sign, onclick });
const bar = document.createElement("nav");
const place = Object.assign(document.createElement("span"), { className: "place" });
const parts = {
  previous: button("‹", () => turn(-1)),
  next: button("›", () => turn(1)),
  notes: button("✎", () => companions.open()),
  leave: button("×", leave),
};
bar.className = "presenter-bar";
bar.append(parts.previous, place, parts.next, parts.notes, parts.leave);
document.body.prepend(bar);

/** @type {Record<string, string>} */
let text = {};
const render = () => {
  const { on, stop, stops } = tour;
  place.hidden = parts.notes.hidden = !on;
  place.textContent = on ? `${stop} / ${stops.length}` : "";
  place.title = on ? (stops[stop - 1].title[root.lang] ?? "") : "";
  parts.previous.disabled = on && stop === 1;
  parts.next.disabled = on && stop === stops.length;
  for (const [name, part] of Object.entries(parts)) {
    part.title = text[`presenter_${on && `presenter_${name}_stop` in text ? `${name}_stop` : name}`] ?? "";
    part.setAttribute("aria-label", part.title);
  }
};
const tour = makeTour(() => {
  render();
  companions.announce();
});
const companions = makeCompanions(tour);

document.addEventListener("keydown", onkey);
if (new URLSearchParams(location.search).has("tour") && !new URLSearchParams(location.search).has("stop")) present(true);
else present(presenting()); // the page's head has read the link
tour.resume();

/**
 * Called by Streamlit at every script run: writes it all in the visitor's language.
 * @param {{data: PresenterData, parentElement: ShadowRoot}} component
 */
export default function mount({ data, parentElement }) {
  text = data.text;
  const enter = button(text.presenter, () => present(true));
  enter.append(Object.assign(document.createElement("kbd"), { textContent: KEY }));
  enter.setAttribute("aria-keyshortcuts", KEY);
  const tours = data.tours.map(({ name, title, stops, minutes }) => {
    const one = button(fill(text.presenter_tour, { title }), () => begin(name));
    const about = fill(minutes ? text.presenter_tour_about : text.presenter_tour_stops, { stops, minutes });
    one.append(Object.assign(document.createElement("small"), { textContent: about }));
    return one;
  });
  parentElement.querySelector(".presenter")?.replaceChildren(enter, ...tours); // not before it has a name
  bar.setAttribute("aria-label", text.presenter);
  companions.translate(data);
  tour.ran(data.page);
  render();
}
