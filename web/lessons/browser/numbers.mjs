// Numbers as the visitor's language writes them, short enough for an axis, a tooltip, a table.

/** @typedef {ReturnType<typeof makeWriter>} Writer */

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** @type {(power: number) => string} */
const raise = (power) => (power < 0 ? "⁻" : "") + [...String(Math.abs(power))].map((digit) => RAISED[Number(digit)]).join("");

/** @type {(text: string) => string} */
const signed = (text) => text.replace("-", "−");

/** @param {string} language */
export function makeWriter(language) {
  /** @type {Map<string, Intl.NumberFormat>} */
  const formats = new Map();
  /** @type {(options: Intl.NumberFormatOptions) => Intl.NumberFormat} */
  const format = (options) => {
    const key = JSON.stringify(options);
    const known = formats.get(key) ?? new Intl.NumberFormat(language, options);
    formats.set(key, known);
    return known;
  };
  /** @type {(value: number, options: Intl.NumberFormatOptions) => string} */
  const plain = (value, options) => signed(format({ useGrouping: Math.abs(value) >= 10_000, ...options }).format(value === 0 ? 0 : value));
  /**
   * 1.2 · 10⁻⁵
   * @type {(value: number, digits: number) => string}
   */
  const scientific = (value, digits) => {
    const [mantissa, power] = value.toExponential(digits).split("e");
    const short = plain(Number(mantissa), { maximumFractionDigits: digits });
    const ten = `10${raise(Number(power))}`;
    return short === "1" ? ten : short === "−1" ? `−${ten}` : `${short}·${ten}`;
  };
  /** @type {(value: number) => boolean} */
  const extreme = (value) => value !== 0 && (Math.abs(value) >= 1e6 || Math.abs(value) < 1e-4);

  return {
    /**
     * A number with at most so many decimals, fewer where there are many digits before them; very large and very small ones as powers of ten.
     * @param {number | null} value null is infinite
     */
    number: (value, digits = 4) => {
      if (value === null) return "∞";
      if (Math.abs(value) >= 1e6 || (value !== 0 && Math.abs(value) < Math.min(1e-4, 10 ** -digits))) return scientific(value, 2);
      const whole = Math.max(0, Math.floor(Math.log10(Math.abs(value) || 1)));
      return plain(value, { maximumFractionDigits: Math.max(0, Math.min(digits, 6 - whole)) });
    },
    /**
     * A number read off a curve.
     * @param {number} value
     */
    short: (value) => (extreme(value) ? scientific(value, 2) : plain(value, { maximumSignificantDigits: 4 })),
    /**
     * A control's value, all its steps equally long.
     * @param {number} value
     * @param {number} digits
     */
    fixed: (value, digits) => plain(value, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
    /**
     * What an axis says at its ticks.
     * @param {number[]} ticks
     * @param {string} scale
     * @returns {(value: number) => string}
     */
    tick: (ticks, scale) => {
      if (scale !== "linear")
        return (value) =>
          value === 0 || (Math.abs(value) >= 0.01 && Math.abs(value) <= 1000)
            ? plain(value, { maximumFractionDigits: 3 })
            : scientific(value, 1);
      const step = ticks.length > 1 ? Math.abs(ticks[1] - ticks[0]) : 1;
      const largest = Math.max(...ticks.map(Math.abs));
      if (largest >= 1e5 || (largest && largest < 1e-3)) return (value) => (value === 0 ? "0" : scientific(value, 2));
      const digits = Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9)));
      return (value) => plain(value, { minimumFractionDigits: value === 0 ? 0 : digits, maximumFractionDigits: digits });
    },
  };
}
