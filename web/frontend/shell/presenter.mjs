// Presenter mode: the page's title and stage alone, in larger type (static/shell.css). No script runs; the address keeps it.

import { isFree } from "../shared/keys.mjs";
import { keep } from "./address.mjs";

const KEY = "F";
const TURNS = { PageDown: 1, PageUp: -1 }; // what a presenter's remote sends
const root = document.documentElement;

const presenting = () => root.hasAttribute("data-presenting");
const present = (yes) => {
  root.toggleAttribute("data-presenting", yes);
  keep("present", yes ? "1" : "");
};

/** Go to the next (1) or previous (-1) page in the side bar's order. */
const turn = (by) => {
  const links = [...document.querySelectorAll("[data-testid=stSidebar] [data-testid=stPageLink] a")];
  const here = links.findLastIndex((link) => link.pathname === location.pathname); // the last: the home page's empty link matches everywhere
  links[here + by]?.click();
};

const onkey = (event) => {
  if (!isFree(event)) return;
  if (event.key.toUpperCase() === KEY) present(!presenting());
  else if (presenting() && event.key in TURNS) turn(TURNS[event.key]);
  else if (presenting() && event.key === "Escape") present(false);
  else return;
  event.preventDefault();
};

const button = (sign, onclick) => Object.assign(document.createElement("button"), { type: "button", textContent: sign, onclick });
const bar = document.createElement("nav");
const parts = { previous: button("‹", () => turn(-1)), next: button("›", () => turn(1)), leave: button("×", () => present(false)) };
bar.className = "presenter-bar";
bar.append(...Object.values(parts));
document.body.prepend(bar);
document.addEventListener("keydown", onkey);
present(presenting()); // the page's head has read the link

/** Called by Streamlit at every script run: says it all in the visitor's language. */
export default function mount({ data, parentElement }) {
  const enter = button(data.text.presenter, () => present(true));
  enter.append(Object.assign(document.createElement("kbd"), { textContent: KEY }));
  enter.setAttribute("aria-keyshortcuts", KEY);
  parentElement.querySelector(".presenter").replaceChildren(enter); // not before it has a name
  bar.setAttribute("aria-label", data.text.presenter);
  for (const [name, part] of Object.entries(parts)) {
    part.title = data.text[`presenter_${name}`];
    part.setAttribute("aria-label", part.title);
  }
}
