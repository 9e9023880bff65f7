// Drawing on a canvas by hand.

import { context2d } from "./dom.mjs";

const PEN = 1 / 11; // of the picture's width

/**
 * Lines where the pen, a finger or the mouse goes.
 * @param {HTMLCanvasElement} canvas
 * @param {() => string} colour
 * @param {() => void} changed
 */
export function listenToPen(canvas, colour, changed) {
  const context = context2d(canvas);
  /** @type {[number, number] | undefined} */
  let last;
  const draw = (/** @type {PointerEvent} */ event) => {
    if (event.type === "pointerdown") {
      canvas.setPointerCapture(event.pointerId);
      last = undefined;
    }
    if (!event.buttons) return;
    const box = canvas.getBoundingClientRect();
    /** @type {[number, number]} */
    const here = [((event.clientX - box.left) / box.width) * canvas.width, ((event.clientY - box.top) / box.height) * canvas.height];
    Object.assign(context, { lineCap: "round", lineJoin: "round", lineWidth: PEN * canvas.width, strokeStyle: colour() });
    context.beginPath();
    context.moveTo(...(last ?? here));
    context.lineTo(...here);
    context.stroke();
    last = here;
    changed();
  };
  canvas.addEventListener("pointerdown", draw);
  canvas.addEventListener("pointermove", draw);
}
