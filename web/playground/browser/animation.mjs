// Something that moves for a while.

/** @type {(share: number) => number} slowly at both ends */
const eased = (share) => share * share * (3 - 2 * share);

/**
 * Draw at the screen's turns, `share` going from 0 to 1; with no milliseconds only the end.
 * @param {number} milliseconds
 * @param {(share: number) => void} draw
 * @returns {() => void} what stops it
 */
export function animate(milliseconds, draw) {
  const began = performance.now();
  const turn = (/** @type {number} */ now) => {
    const share = milliseconds ? Math.max(0, Math.min(1, (now - began) / milliseconds)) : 1;
    draw(eased(share));
    if (share < 1) frame = requestAnimationFrame(turn);
  };
  let frame = requestAnimationFrame(turn);
  return () => cancelAnimationFrame(frame);
}
