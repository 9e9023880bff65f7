// A scripted tour: stops are pages in a state. The address says which tour and which stop, so a reload goes on; notes elsewhere follow and lead.

import { endpoint } from "../../shared/browser/address.mjs";
import { follow, keep, keepNext } from "../../ui/browser/address.mjs";
import { HOME, OURS, openState } from "../../ui/browser/open_state.mjs";

/** @import {Stop, Tour} from "./types.mjs" */
/** @typedef {ReturnType<typeof makeTour>} PresentedTour */

/** @type {Map<string, Promise<Tour | undefined>>} */
const cache = new Map(); // by name; undefined where there is none of that name

const asked = (/** @type {string} */ name) => new URLSearchParams(location.search).get(name) ?? "";
const below = (/** @type {string} */ path) => new URL(path, document.baseURI);

/** @param {string} name */
function fetchTour(name) {
  const tour =
    cache.get(name) ?? fetch(endpoint(`tours/${encodeURIComponent(name)}`)).then((answer) => (answer.ok ? answer.json() : undefined));
  cache.set(name, tour);
  tour.catch(() => cache.delete(name)); // the server is away: asked again the next time
  return tour;
}

/**
 * Have what a stop needs in the browser before one goes there.
 * @param {Stop} stop
 */
function fetchAhead({ ahead }) {
  const later = globalThis.requestIdleCallback ?? setTimeout;
  later(() => {
    for (const module of ahead.modules) import(below(module).href).catch(() => {});
    for (const file of ahead.files)
      fetch(below(file), { priority: "low" })
        .then((answer) => answer.arrayBuffer())
        .catch(() => {});
  });
}

/**
 * The one tour of this window.
 * @param {() => void} onchange called when it begins, moves or ends
 */
export function makeTour(onchange) {
  /** @type {Tour | undefined} */
  let now;
  let stop = 0; // from 1
  let reminders = 0; // that Streamlit may still get of where it should be

  const tour = {
    get name() {
      return now?.name ?? "";
    },
    get stop() {
      return stop;
    },
    get stops() {
      return now?.stops ?? [];
    },
    get on() {
      return Boolean(now);
    },

    /**
     * Go to a stop of a tour; a number beyond its ends goes to the end.
     * @param {string} name
     * @param {number} number
     */
    async go(name, number) {
      const found = await take(name, number);
      if (!found) return;
      keepNext({ tour: found.name, stop: String(stop) });
      reminders = 2;
      openState(found.stops[stop - 1]);
      arrived(found);
    },
    /**
     * Beyond the ends nothing happens.
     * @param {number} by 1 (on) or -1 (back)
     */
    turn(by) {
      if (now?.stops[stop - 1 + by]) tour.go(now.name, stop + by);
    },
    /**
     * Streamlit has run a page's script. Asked for several pages at once it may come to rest on another than the address says.
     * @param {string} page
     */
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
    /** Whether the address leads into a tour: it names no page's state, only the tour and perhaps a stop. */
    isEntrance: () => Boolean(asked("tour")) && pageHere() === HOME && [...new URLSearchParams(location.search).keys()].every(isOurs),
    /** Take up what the address says: a stop that was reached before stays as it is; a link to a tour or its stop opens it. */
    async resume() {
      const name = asked("tour");
      if (!name) {
        if (now) tour.end();
        return;
      }
      const entrance = tour.isEntrance();
      const found = await take(name, Number(asked("stop")));
      if (!found) return;
      if (entrance && !(asked("stop") && found.stops[stop - 1].page === HOME)) {
        await tour.go(name, stop);
        return;
      }
      keep("tour", found.name);
      keep("stop", String(stop));
      arrived(found);
    },
  };
  /** @type {(name: string, number: number) => Promise<Tour | undefined>} the tour of this name, now at that stop or the nearest to it */
  const take = async (name, number) => {
    const found = await fetchTour(name).catch(() => now); // the server is away: the present tour goes on
    if (found?.name !== name) {
      tour.end();
      return undefined;
    }
    now = found;
    stop = Math.min(Math.max(1, Math.trunc(number) || 1), found.stops.length);
    return found;
  };
  /** @param {Tour} found */
  const arrived = (found) => {
    const next = found.stops[stop]; // stops count from 1
    if (next) fetchAhead(next);
    onchange();
  };

  follow("tour", "stop");
  addEventListener("popstate", (event) => {
    if (event.state !== OURS) tour.resume();
  });
  return tour;
}

const isOurs = (/** @type {string} */ name) => ["tour", "stop", "lang", "present"].includes(name);
const pageHere = () => location.pathname.slice(below("./").pathname.length) || HOME;
