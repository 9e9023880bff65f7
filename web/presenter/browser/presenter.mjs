// Presenter mode: the page's title and stage alone, in larger type (static/shell.css). No script runs; the address keeps it.
// Its bar, and a presenter's remote, turn the pages, or the stops of a tour.

import { h } from "../../shared/browser/dom.mjs";
import { errorSentence, fill } from "../../shared/browser/words.mjs";
import { keep } from "../../ui/browser/address.mjs";
import { makeCompanions } from "./companions.mjs";
import { watchFit } from "./fit.mjs";
import { actionOf, watchFocus } from "./keys.mjs";
import { makeOverview } from "./overview.mjs";
import { makePageAddress } from "./page_address.mjs";
import { makeTour } from "./tour.mjs";

/** @import {Action} from "./keys.mjs" */
/** @import {PresenterData} from "./types.mjs" */

const KEY = "F";
/** @type {Action[]} */
const TURNS = ["next", "previous", "first", "last"];
const root = document.documentElement;

const presenting = () => root.hasAttribute("data-presenting");
const present = (/** @type {boolean} */ yes) => {
  root.toggleAttribute("data-presenting", yes);
  keep("present", yes ? "1" : "");
};

/** Links to all pages, in the side bar's order; and which of them is open. */
const pages = () => {
  /** @type {NodeListOf<HTMLAnchorElement>} */
  const found = document.querySelectorAll("[data-testid=stSidebar] [data-testid=stPageLink] a");
  const links = [...found];
  return { links, here: links.findLastIndex((link) => link.pathname === location.pathname) }; // the last: the home page's empty link matches everywhere
};
/**
 * Go to the next (1) or previous (-1) page in the side bar's order, or stop of the tour.
 * @param {number} by
 */
const turn = (by) => {
  const { links, here } = pages();
  if (tour.on) tour.turn(by);
  else links[here + by]?.click();
};
/** @param {"first" | "last"} end of the tour, or of the pages */
const jump = (end) => {
  const { links } = pages();
  if (tour.on) tour.go(tour.name, end === "first" ? 1 : tour.stops.length);
  else links.at(end === "first" ? 0 : -1)?.click();
};
const leave = () => {
  present(false);
  if (tour.on) tour.end();
};
const begin = (/** @type {string} */ name) => {
  present(true);
  tour.go(name, 1);
};
const places = () => {
  if (tour.on)
    return tour.stops.map(({ title }, index) => ({
      title: title[root.lang] ?? "",
      here: index + 1 === tour.stop,
      go: () => tour.go(tour.name, index + 1),
    }));
  const { links, here } = pages();
  return links.map((link, index) => ({ title: link.querySelector("p")?.textContent ?? "", here: index === here, go: () => link.click() }));
};

const blank = h("div", { class: "presenter-blank", hidden: true });
blank.addEventListener("click", () => blank.toggleAttribute("hidden", true));
/** @type {Record<Action, () => void>} */
const actions = {
  next: () => turn(1),
  previous: () => turn(-1),
  first: () => jump("first"),
  last: () => jump("last"),
  overview: () => overview.open(places()),
  blank: () => (blank.hidden = !blank.hidden),
  address: () => pageAddress.open(),
  ask: () => root.toggleAttribute("data-asking"),
  present: () => present(!presenting()),
  leave,
};

const onkey = (/** @type {KeyboardEvent} */ event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const action = actionOf(event.key, focusOf(event), presenting());
  if (!action) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // the key has no other use now
  if (!blank.hidden && action !== "blank") blank.hidden = true;
  overview.close();
  pageAddress.close();
  if (TURNS.includes(action)) root.removeAttribute("data-asking");
  actions[action]();
};

/** @type {(sign: string, onclick: () => void) => HTMLButtonElement} */
const button = (sign, onclick) => Object.assign(document.createElement("button"), { type: "button", textContent: sign, onclick });
const bar = document.createElement("nav");
const place = h("span", { class: "place" });
const stopTitle = h("p", { class: "stop-title" });
const parts = {
  previous: button("‹", () => turn(-1)),
  next: button("›", () => turn(1)),
  overview: button("☰", () => overview.open(places())),
  ask: button("?", () => root.toggleAttribute("data-asking")),
  address: button("QR", () => pageAddress.open()),
  notes: button("✎", () => companions.open()),
  leave: button("×", leave),
};
bar.className = "presenter-bar";
bar.append(stopTitle, parts.previous, place, parts.next, parts.overview, parts.ask, parts.address, parts.notes, parts.leave);
document.body.prepend(bar);
document.body.append(blank);
const focusOf = watchFocus((element) => bar.contains(element));

/** @type {Record<string, string>} */
let text = {};
/** @type {Record<string, string>} */
let errors = {};
const overview = makeOverview((key) => text[key] ?? "");
const pageAddress = makePageAddress(
  (key) => text[key] ?? "",
  ({ answer }) => errorSentence(errors, answer),
);
const render = () => {
  const { on, stop, stops } = tour;
  root.toggleAttribute("data-tour", on);
  stopTitle.hidden = place.hidden = parts.notes.hidden = !on;
  place.textContent = on ? `${stop} / ${stops.length}` : "";
  stopTitle.textContent = on ? (stops[stop - 1].title[root.lang] ?? "") : "";
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

document.addEventListener("keydown", onkey, { capture: true }); // before the control that has the focus
present(presenting() || tour.isEntrance()); // the page's head has read the link
tour.resume();
watchFit();

/**
 * Called by Streamlit at every script run: writes it all in the visitor's language.
 * @param {{data: PresenterData, parentElement: ShadowRoot}} component
 */
export default function mount({ data, parentElement }) {
  ({ text, errors } = data);
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
