// The film of samples: one picture at a time, by hand or played.

import { h } from "../../web/shared/browser/dom.mjs";

/** @typedef {[step: number, picture: string][]} Frames */

const MILLISECONDS = 250; // of a frame

/**
 * @param {Frames} frames
 * @param {{say: (key: string, fields?: Record<string, unknown>) => string, whole: (value: number) => string}} words
 */
export function makeFilm(frames, { say, whole }) {
  if (!frames.length) return { element: h("p", { class: "hint" }, say("film_none")), at: () => {} };
  const image = h("img", {});
  const caption = h("output", {});
  const place = h("input", { type: "range", min: 0, max: frames.length - 1, "aria-label": say("film") });
  const button = h("button", { type: "button" }, say("play"));
  let timer = 0;
  const show = (/** @type {number} */ index) => {
    const [step, picture] = frames[index];
    image.src = picture;
    image.alt = caption.textContent = say("moment", { step: whole(step) });
    place.value = String(index);
    place.setAttribute("aria-valuetext", image.alt);
  };
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    button.textContent = say("play");
  };
  const next = () => {
    const index = Number(place.value) + 1;
    if (index < frames.length && image.isConnected) show(index);
    else stop();
  };
  button.addEventListener("click", () => {
    if (timer) return stop();
    if (Number(place.value) === frames.length - 1) show(0);
    timer = window.setInterval(next, MILLISECONDS);
    button.textContent = say("pause");
  });
  place.addEventListener("input", () => {
    stop();
    show(Number(place.value));
  });
  show(frames.length - 1);
  return {
    element: h("div", {}, image, h("div", { class: "row" }, button, place, caption)),
    /**
     * The newest picture of a step.
     * @param {number} step
     */
    at(step) {
      if (!timer)
        show(
          Math.max(
            0,
            frames.findLastIndex(([one]) => one <= step),
          ),
        );
    },
  };
}
