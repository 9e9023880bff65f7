// The speaker's notes: the stop that the audience sees, what to say, what comes next, and the time. Turning here turns there.

import { endpoint } from "../../../shared/browser/address.mjs";
import { h } from "../../../shared/browser/dom.mjs";
import { makeProblem } from "../../../shared/browser/problem.mjs";
import { CHANNEL, askRoom, watchRoom } from "../../../shared/browser/rooms.mjs";
import { Refused } from "../../../shared/browser/server.mjs";
import { errorSentence, fill } from "../../../shared/browser/words.mjs";
import { makeClock } from "./clock.mjs";

const KEPT = "gan-classroom-notes"; // the token, for a reload
const SILENCE_MILLISECONDS = 700; // a presenting window of this browser has answered by then
const KEYS = { PageDown: 1, ArrowRight: 1, " ": 1, PageUp: -1, ArrowLeft: -1 };

const told = JSON.parse(document.getElementById("told").textContent);
const text = (key, fields) => fill(told.text[key], fields);
const problem = makeProblem(text("unreachable"));
const tours = new Map();

let tour; // the whole of it
let stop = 0; // from 1
let link; // {go(stop)}: how the presenting window is reached

// ------------------------------------------------------------------------------------------------------------------------ on the page

const clock = makeClock(text);
const position = h("p", { class: "position" });
const title = h("h1", {});
const note = h("p", { class: "note", tabindex: 0 });
const next = h("p", { class: "next" });
const back = h("button", { type: "button", onclick: () => turn(-1) }, text("back"));
const on = h("button", { type: "button", class: "main", onclick: () => turn(1) }, text("next"));
const stage = h("section", { hidden: true, style: "display: contents" }, clock.element, h("div", { "aria-live": "polite" }, position, title), note, next, h("nav", { "aria-label": text("turn") }, back, on));
const code = h("input", { id: "code", name: "code", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: 12, required: true });
const form = h("form", { onsubmit: (event) => { event.preventDefault(); join(code.value); } }, h("label", { for: "code" }, text("code"), code), h("button", { class: "main" }, text("join")));
const door = h("section", { hidden: true, style: "display: grid; gap: 1rem" }, h("h1", {}, text("title")), h("p", {}, text("none_here")), h("p", {}, text("phone")), form);
const others = Object.entries(told.languages).filter(([language]) => language !== told.language);
const header = h("header", {}, h("span", { class: "tour" }, text("title")), others.map(([language, name]) => h("a", { href: `?lang=${language}`, lang: language, hreflang: language }, name)));
document.querySelector("main").replaceChildren(header, problem.element, door, stage);

function render() {
  stage.hidden = !tour;
  door.hidden = Boolean(tour);
  if (!tour) return;
  const { stops } = tour;
  const [now, then] = [stops[stop - 1], stops[stop]];
  const say = (words) => words[told.language];
  header.querySelector(".tour").textContent = `${text("title")} · ${say(tour.title)}`;
  position.textContent = `${stop} / ${stops.length}`;
  title.textContent = say(now.title);
  note.textContent = say(now.note);
  next.textContent = then ? text("next_is", { title: say(then.title) }) : text("last");
  back.disabled = stop === 1;
  on.disabled = !then;
  const minutes = stops.map((one) => one.minutes);
  const sum = (some) => some.reduce((total, one) => total + one, 0);
  clock.plan(sum(minutes.slice(0, stop)), sum(minutes));
}

/** The audience sees another stop. */
async function show(name, number) {
  try {
    if (!tours.has(name)) {
      const answer = await fetch(endpoint(`tours/${encodeURIComponent(name)}`));
      if (!answer.ok) return;
      tours.set(name, await answer.json());
    }
    if (tours.get(name) !== tour || number !== stop) scrollTo(0, 0);
    [tour, stop] = [tours.get(name), number];
    problem.offline(false);
    render();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    problem.offline(true);
  }
}

function turn(by) {
  if (!tour?.stops[stop - 1 + by]) return;
  clock.begin();
  stop += by;
  render();
  link.go(stop);
}

document.addEventListener("keydown", (event) => {
  const taken = event.key === " " && event.target.closest("button, input, a");
  if (!(event.key in KEYS) || taken || event.target.closest("input") || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  turn(KEYS[event.key]);
});

// --------------------------------------------------------------------------------------------------------------- in the same browser

const channel = new BroadcastChannel(CHANNEL);
const beside = { go: (number) => channel.postMessage({ go: number }) };
channel.onmessage = ({ data }) => {
  if (link === room) return; // a phone's own browser presents nothing
  if (data.here) {
    link = beside;
    show(data.tour, data.stop);
  } else if (data.ended && link === beside) over();
};

function over() {
  tour = undefined;
  render();
}

// ----------------------------------------------------------------------------------------------------------------------- on a phone

let token = sessionStorage.getItem(KEPT) ?? "";
let telling = 0; // what is on its way to the room is newer than what comes from it
const room = {
  go(number) {
    telling += 1;
    askRoom("room", { method: "POST", token, body: { tour: tour.name, stop: number } }).catch(refused).finally(() => (telling -= 1));
  },
};

/** Say what went wrong; a room that is gone leads back to the door. */
function refused(error) {
  if (error instanceof Refused) {
    problem.say(errorSentence(told.errors, error.answer));
    if (error.answer.code === "room_gone") {
      token = "";
      sessionStorage.removeItem(KEPT);
      link = undefined;
      over();
    }
  } else if (error instanceof TypeError) problem.offline(true);
  else throw error;
}

async function join(given) {
  try {
    ({ token } = await askRoom("rooms/join", { method: "POST", body: { code: given } }));
    sessionStorage.setItem(KEPT, token);
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
    onlook: (seen) => telling || show(seen.tour, seen.stop),
  }).catch(refused);
}

const scanned = location.hash.slice(1);
if (scanned) {
  history.replaceState(null, "", location.pathname + location.search); // right once, so not worth keeping
  join(scanned);
} else if (token) enter();
else channel.postMessage({ where: true });
setTimeout(render, SILENCE_MILLISECONDS);
