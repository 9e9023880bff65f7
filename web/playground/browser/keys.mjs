// The keyboard of the games on the screen, however many there are.

import { isFree } from "../../shared/browser/keys.mjs";

/** @param {Pick<import("./types.mjs").Stage, "signal" | "going" | "act">} stage */
export function listenToKeys(stage) {
  const onkey = (/** @type {KeyboardEvent} */ event) => {
    if (!isFree(event)) return;
    if (event.key === "p") stage.act(stage.going ? "pause" : "run");
    else if (event.key === "s") stage.act("step");
  };
  document.addEventListener("keydown", onkey, { signal: stage.signal });
}
