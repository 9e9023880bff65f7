// Intervals of shares that were counted.

const Z = 1.96;

/**
 * Wilson's 95 % interval of a share (JASA 22, 1927): it stays in [0, 1] and is honest at few trials.
 * @param {number} successes
 * @param {number} trials
 */
export function wilson(successes, trials) {
  if (!trials) return { low: 0, high: 1 };
  const share = successes / trials;
  const middle = share + Z ** 2 / (2 * trials);
  const half = Z * Math.sqrt((share * (1 - share)) / trials + Z ** 2 / (4 * trials ** 2));
  const whole = 1 + Z ** 2 / trials;
  return { low: Math.max(0, (middle - half) / whole), high: Math.min(1, (middle + half) / whole) };
}
