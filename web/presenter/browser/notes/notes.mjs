// The speaker's notes: the stop that the audience sees, what to say, what comes next, and the time. Turning here turns there.

import { endpoint } from "../../../shared/browser/address.mjs";
import { makeCodeForm } from "../../../shared/browser/code_form.mjs";
import { h } from "../../../shared/browser/dom.mjs";
import { makeProblem } from "../../../shared/browser/problem.mjs";
import { askRoom, CHANNEL, watchRoom } from "../../../shared/browser/rooms.mjs";
import { Refused } from "../../../shared/browser/server.mjs";
import { errorSentence, fill } from "../../../shared/browser/words.mjs";
import { makeClock, planAt } from "./clock.mjs";

/** @import {Message, NotesData, Tour, Translations} from "../types.mjs" */
/** @typedef {{go: (stop: number) => void}} Link how the presenting window is reached */

const TOKEN_KEY = "gan-classroom-notes"; // of sessionStorage, for a reload
const ANSWER_MILLISECONDS = 700; // a presenting window of this browser has answered by then
/** @type {Record<string, number>} */
const KEYS = { PageDown: 1, ArrowRight: 1, " ": 1, PageUp: -1, ArrowLeft: -1 };

/** @type {NotesData} */
const data = JSON.parse(document.getElementById("data")?.textContent ?? "");
/** @type {(key: string, fields?: Record<string, string>) => string} */
const text = (key, fields) => fill(data.text[key], fields);
const problem = makeProblem(text("unreachable"));
/** @type {Map<string, Tour>} */
const tours = new Map();

/** @type {Tour | undefined} */
let tour; // the one that is presented
let stop = 0; // from 1
/** @type {Link | undefined} */
let link;

// ------------------------------------------------------------------------------------------------------------------------ on the page

const clock = makeClock(text);
const position = h("p", { class: "position" });
const title = h("h1", {});
const note = h("p", { class: "note", tabindex: 0 });
const next = h("p", { class: "next" });
const back = h("button", { type: "button", onclick: () => turn(-1) }, text("back"));
const on = h("button", { type: "button", class: "main", onclick: () => turn(1) }, text("next"));
const heading = h("div", { "aria-live": "polite" }, position, title);
const turns = h("nav", { "aria-label": text("turn") }, back, on);
const stage = h("section", { hidden: true, style: "display: contents" }, clock.element, heading, note, next, turns);

const entrance = h(
  "section",
  { hidden: true, style: "display: grid; gap: 1rem" },
  h("h1", {}, text("title")),
  h("p", {}, text("none_here")),
  h("p", {}, text("phone")),
  makeCodeForm({ label: text("code"), button: text("join") }, join),
);
const others = Object.entries(data.languages).filter(([language]) => language !== data.language);
const tourTitle = h("span", { class: "tour" }, text("title"));
const languages = others.map(([language, name]) => h("a", { href: `?lang=${language}`, lang: language, hreflang: language }, name));
document.querySelector("main")?.replaceChildren(h("header", {}, tourTitle, languages), problem.element, entrance, stage);

function render() {
  stage.hidden = !tour;
  entrance.hidden = Boolean(tour);
  if (!tour) return;
  const { stops } = tour;
  const [now, then] = [stops[stop - 1], stops[stop]];
  const translated = (/** @type {Translations} */ words) => words[data.language];
  tourTitle.textContent = `${text("title")} · ${translated(tour.title)}`;
  position.textContent = `${stop} / ${stops.length}`;
  title.textContent = translated(now.title);
  note.textContent = translated(now.note);
  next.textContent = then ? text("next_is", { title: translated(then.title) }) : text("last");
  back.disabled = stop === 1;
  on.disabled = !then;
  const minutes = stops.map((one) => one.minutes);
  clock.plan(planAt(minutes, stop));
}

/** @param {string} name */
async function fetchTour(name) {
  const known = tours.get(name);
  if (known) return known;
  const answer = await fetch(endpoint(`tours/${encodeURIComponent(name)}`));
  if (!answer.ok) return undefined;
  /** @type {Tour} */
  const found = await answer.json();
  tours.set(name, found);
  return found;
}

/**
 * The audience sees another stop.
 * @param {string} name
 * @param {number} number
 */
async function show(name, number) {
  try {
    const found = await fetchTour(name);
    if (!found) return;
    if (found !== tour || number !== stop) scrollTo(0, 0);
    [tour, stop] = [found, number];
    problem.offline(false);
    render();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    problem.offline(true);
  }
}

/** @param {number} by */
function turn(by) {
  if (!tour?.stops[stop - 1 + by]) return;
  clock.begin();
  stop += by;
  render();
  link?.go(stop);
}

document.addEventListener("keydown", (event) => {
  const target = /** @type {Element} */ (event.target);
  const taken = event.key === " " && target.closest("button, input, a");
  if (!(event.key in KEYS) || taken || target.closest("input") || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  turn(KEYS[event.key]);
});

// --------------------------------------------------------------------------------------------------------------- in the same browser

const channel = new BroadcastChannel(CHANNEL);
/** @type {Link} */
const beside = { go: (number) => channel.postMessage({ go: number }) };
channel.onmessage = (event) => {
  if (link === room) return; // a phone's own browser presents nothing
  const { here, tour: name, stop: number, language, ended } = /** @type {Message} */ (event.data);
  if (here && name && number) {
    follow(language || data.language);
    link = beside;
    show(name, number);
  } else if (ended && link === beside) end();
};

let presented = new URLSearchParams(location.search).has("lang") ? "" : data.language; // the presenting window's language; "": not known
/**
 * The presenting window speaks another language than before, so do the notes; what was chosen here holds until then.
 * @param {string} language
 */
function follow(language) {
  const changed = presented !== "" && language !== presented;
  presented = language;
  if (changed && language !== data.language) location.replace(`?lang=${language}`);
}

function end() {
  tour = undefined;
  render();
}

// ----------------------------------------------------------------------------------------------------------------------- on a phone

let token = sessionStorage.getItem(TOKEN_KEY) ?? "";
let sending = 0; // what is on its way to the room is newer than what comes from it
/** @type {Link} */
const room = {
  go(number) {
    sending += 1;
    askRoom("room", { method: "POST", token, body: { tour: tour?.name, stop: number } })
      .catch(refused)
      .finally(() => {
        sending -= 1;
      });
  },
};

/**
 * Say what went wrong; a room that is gone leads back to the entrance.
 * @param {unknown} error
 */
function refused(error) {
  if (error instanceof Refused) {
    problem.say(errorSentence(data.errors, error.answer));
    if (error.answer.code === "room_gone") {
      token = "";
      sessionStorage.removeItem(TOKEN_KEY);
      link = undefined;
      end();
    }
  } else if (error instanceof TypeError) problem.offline(true);
  else throw error;
}

/** @param {string} given */
async function join(given) {
  try {
    ({ token } = await askRoom("rooms/join", { method: "POST", body: { code: given } }));
    sessionStorage.setItem(TOKEN_KEY, token);
    problem.say("");
    enter();
  } catch (error) {
    refused(error);
  }
}

function enter() {
  link = room;
  navigator.wakeLock?.request("screen").catch(() => {}); // only where the page is served securely
  watchRoom(token, {
    signal: new AbortController().signal,
    onaway: problem.offline,
    onlook: (seen) => {
      if (!sending) show(seen.tour, seen.stop);
    },
  }).catch(refused);
}

const scanned = location.hash.slice(1);
if (scanned) {
  history.replaceState(null, "", location.pathname + location.search); // right once, so not worth keeping
  join(scanned);
} else if (token) enter();
else channel.postMessage({ where: true });
setTimeout(render, ANSWER_MILLISECONDS);
