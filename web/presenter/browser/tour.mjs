// A scripted tour: stops are pages in a state. The address says which tour and which stop, so a reload goes on; notes elsewhere follow and lead.

import { endpoint } from "../../shared/browser/address.mjs";
import { mountAgain } from "../../shared/browser/mount.mjs";
import { follow, keep, keepNext } from "../../ui/browser/address.mjs";

const HOME = "start";
const told = new Map(); // name -> a promise of the tour; undefined where there is none of that name

const asked = (name) => new URLSearchParams(location.search).get(name) ?? "";
const below = (path) => new URL(path, document.baseURI);

function fetchTour(name) {
  if (!told.has(name)) told.set(name, fetch(endpoint(`tours/${encodeURIComponent(name)}`)).then((answer) => (answer.ok ? answer.json() : undefined)));
  told.get(name).catch(() => told.delete(name)); // the server is away: asked again the next time
  return told.get(name);
}

/** Have what a stop needs in the browser before one goes there. */
function fetchAhead({ ahead }) {
  const later = globalThis.requestIdleCallback ?? setTimeout;
  later(() => {
    for (const module of ahead.modules) import(below(module)).catch(() => {});
    for (const file of ahead.files) fetch(below(file), { priority: "low" }).then((answer) => answer.arrayBuffer()).catch(() => {});
  });
}

/** The one tour of this window. `onchange()` is called when it begins, moves or ends. */
export function makeTour(onchange) {
  let now; // {name, title, stops}
  let stop = 0; // from 1
  let reminders = 0; // that Streamlit may still get of where it should be

  const tour = {
    get name() { return now?.name ?? ""; },
    get stop() { return stop; },
    get stops() { return now?.stops ?? []; },
    get on() { return Boolean(now); },

    /** Go to a stop of a tour; a number beyond its ends goes to the end. */
    async go(name, number) {
      if (!(await take(name, number))) return;
      keepNext({ tour: now.name, stop: String(stop) });
      reminders = 2;
      open(now.stops[stop - 1]);
      arrived();
    },
    /** On (1) or back (-1); beyond the ends nothing happens. */
    turn(by) {
      if (now?.stops[stop - 1 + by]) tour.go(now.name, stop + by);
    },
    /** Streamlit has run a page's script. Asked for several pages at once it may come to rest on another than the address says. */
    ran(page) {
      if (now && page !== pageHere() && reminders-- > 0) dispatchEvent(new PopStateEvent("popstate", { state: OURS }));
    },
    end() {
      now = undefined;
      stop = 0;
      keep("tour", "");
      keep("stop", "");
      onchange();
    },
    /** Take up what the address says: a stop that was reached before stays as it is; a tour without one begins. */
    async resume() {
      const name = asked("tour");
      if (!name) return now && tour.end();
      if (!asked("stop")) return tour.go(name, 1);
      if (!(await take(name, Number(asked("stop"))))) return undefined;
      keep("tour", now.name);
      keep("stop", String(stop));
      return arrived();
    },
  };
  /** Whether there is such a tour; if so it is the one, at that stop or the nearest to it. */
  const take = async (name, number) => {
    const found = await fetchTour(name).catch(() => now); // the server is away: whatever goes on goes on
    if (found?.name !== name) {
      tour.end();
      return false;
    }
    now = found;
    stop = Math.min(Math.max(1, Math.trunc(number) || 1), now.stops.length);
    return true;
  };
  const arrived = () => {
    const next = now.stops[stop]; // stops count from 1
    if (next) fetchAhead(next);
    onchange();
  };

  follow("tour", "stop");
  addEventListener("popstate", (event) => event.state !== OURS && tour.resume());
  return tour;
}

const pageHere = () => location.pathname.slice(below("./").pathname.length) || HOME;

const OURS = "tour"; // marks the step in history that `open` announces itself

/** Open a page in a state, as the browser's back button would: Streamlit runs the page's script with this very query. */
function open({ page, query }) {
  const address = below(page === HOME ? "./" : page);
  const before = location.pathname;
  address.search = new URLSearchParams(query);
  history.pushState(null, "", address); // the shell's own names are put back at once
  dispatchEvent(new PopStateEvent("popstate", { state: OURS }));
  if (location.pathname === before) mountAgain(); // the page's stage is there already
}
