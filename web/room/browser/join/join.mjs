// A phone in a room: it gives the code once, then shows what the room does.

import { makeCodeForm } from "../../../shared/browser/code_form.mjs";
import { h } from "../../../shared/browser/dom.mjs";
import { poll, untilReached } from "../../../shared/browser/poll.mjs";
import { makeProblem } from "../../../shared/browser/problem.mjs";
import { askRoom } from "../../../shared/browser/rooms.mjs";
import { Refused } from "../../../shared/browser/server.mjs";
import { errorSentence, fill } from "../../../shared/browser/words.mjs";
import { makeBallot } from "./ballot.mjs";
import { ownSecret } from "./secret.mjs";

/** @import {PhoneRoom, View} from "../types.mjs" */
/** @typedef {{language: string, languages: Record<string, string>, text: Record<string, string>, errors: Record<string, string>}} JoinData */

/** @type {JoinData} */
const data = JSON.parse(document.getElementById("data")?.textContent ?? "");
/** @type {(key: string, fields?: Record<string, unknown>) => string} */
const say = (key, fields) => fill(data.text[key], fields);
const token = ownSecret();
const problem = makeProblem(say("unreachable"), (answer) => errorSentence(data.errors, answer));

// ------------------------------------------------------------------------------------------------------------------------ on the page

const others = Object.entries(data.languages).filter(([language]) => language !== data.language);
const languages = others.map(([language, name]) => h("a", { href: `?lang=${language}${location.hash}`, lang: language }, name));
const who = h("span", {});
const entrance = h(
  "section",
  { hidden: true, class: "entrance" },
  h("h1", {}, say("title")),
  makeCodeForm({ label: say("code"), button: say("join") }, join),
  h("p", { class: "small" }, say("private")),
);
const waiting = h("section", { hidden: true, class: "waiting" }, h("h1", {}, say("joined")), h("p", {}, say("look_up")));
const stage = h("section", { hidden: true, class: "view" });
document.querySelector("main")?.replaceChildren(h("header", {}, who, languages), problem.element, entrance, waiting, stage);

/** @type {Map<string, View>} by the name of the view */
const views = new Map();

/** @param {PhoneRoom} room */
async function show(room) {
  entrance.hidden = true;
  who.textContent = say("you_are", { number: room.number });
  const { activity } = room;
  waiting.hidden = Boolean(activity);
  stage.hidden = !activity;
  if (!activity) return;
  const view = await viewOf(activity.view, "module" in activity ? activity.module : "");
  if (stage.firstChild !== view.element) stage.replaceChildren(view.element);
  view.render(activity);
}

/**
 * @param {string} name
 * @param {string} module
 */
async function viewOf(name, module) {
  const known = views.get(name);
  if (known) return known;
  const make = module ? (await import(new URL(module, document.baseURI).href)).default : makeBallot;
  const made = make({ say, language: data.language, send });
  views.set(name, made);
  return made;
}

// --------------------------------------------------------------------------------------------------------------------- in the room

let watching = new AbortController();

/** @param {unknown} message */
async function send(message) {
  const { signal } = watching;
  const ask = () => askRoom("classroom/vote", { method: "POST", token, body: message, signal });
  const onlost = problem.offline;
  await problem.attempt(async () => {
    const room = await untilReached(ask, { signal, onlost }); // asked again where an answer is lost: the same vote counts once
    if (room) await show(room);
  });
}

function watch() {
  watching.abort();
  watching = new AbortController();
  const { signal } = watching;
  let version = 0;
  const update = async () => {
    /** @type {PhoneRoom} */
    const room = await askRoom("classroom/phone", { token, query: `after=${version}`, signal }); // answers when something has changed
    version = room.version;
    await show(room);
    return 0;
  };
  poll(update, { signal, onlost: problem.offline }).done.catch(leave);
}

/**
 * The room is over, or does not know this phone any more.
 * @param {unknown} error
 */
function leave(error) {
  if (!(error instanceof Refused)) throw error;
  entrance.hidden = false;
  waiting.hidden = true;
  stage.hidden = true;
  who.textContent = "";
  problem.say(errorSentence(data.errors, error.answer));
}

/** @param {string} given */
async function join(given) {
  const body = { code: given, phone: token };
  const room = await problem.attempt(() => askRoom("classroom/join", { method: "POST", body }));
  entrance.hidden = Boolean(room);
  if (!room) return;
  history.replaceState(null, "", `#${given.replaceAll(/[^A-Za-z0-9]/g, "")}`);
  await show(room);
  watch();
}

addEventListener("pagehide", () => {
  if (entrance.hidden) askRoom("classroom", { method: "DELETE", token, keepalive: true }).catch(() => {});
});

const scanned = location.hash.slice(1).replaceAll("%20", "");
if (scanned) join(scanned);
else entrance.hidden = false;
