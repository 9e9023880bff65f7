// Numbers as the visitor's language writes them, short enough for an axis, a tooltip, a table.

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const raise = (power) => (power < 0 ? "⁻" : "") + [...String(Math.abs(power))].map((digit) => RAISED[digit]).join("");
const signed = (text) => text.replace("-", "−");

export function makeWriter(language) {
  const formats = new Map();
  const format = (options) => {
    const key = JSON.stringify(options);
    if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(language, options));
    return formats.get(key);
  };
  const plain = (value, options) => signed(format({ useGrouping: Math.abs(value) >= 10_000, ...options }).format(value === 0 ? 0 : value));
  /** 1.2 · 10⁻⁵ */
  const scientific = (value, digits) => {
    const [mantissa, power] = value.toExponential(digits).split("e");
    const short = plain(Number(mantissa), { maximumFractionDigits: digits });
    const ten = `10${raise(Number(power))}`;
    return short === "1" ? ten : short === "−1" ? `−${ten}` : `${short}·${ten}`;
  };
  const extreme = (value) => value !== 0 && (Math.abs(value) >= 1e6 || Math.abs(value) < 1e-4);

  return {
    /** A number with at most so many decimals, fewer where there are many digits before them; very large and very small ones as powers of ten. */
    number: (value, digits = 4) => {
      if (value === null) return "∞";
      if (Math.abs(value) >= 1e6 || (value !== 0 && Math.abs(value) < Math.min(1e-4, 10 ** -digits))) return scientific(value, 2);
      const whole = Math.max(0, Math.floor(Math.log10(Math.abs(value) || 1)));
      return plain(value, { maximumFractionDigits: Math.max(0, Math.min(digits, 6 - whole)) });
    },
    /** A number read off a curve. */
    short: (value) => (extreme(value) ? scientific(value, 2) : plain(value, { maximumSignificantDigits: 4 })),
    /** A control's value, all its steps equally long. */
    fixed: (value, digits) => plain(value, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
    /** What an axis says at its ticks. */
    tick: (ticks, scale) => {
      if (scale !== "linear") return (value) => (value === 0 || (Math.abs(value) >= 0.01 && Math.abs(value) <= 1000) ? plain(value, { maximumFractionDigits: 3 }) : scientific(value, 1));
      const step = ticks.length > 1 ? Math.abs(ticks[1] - ticks[0]) : 1;
      const most = Math.max(...ticks.map(Math.abs));
      if (most >= 1e5 || (most && most < 1e-3)) return (value) => (value === 0 ? "0" : scientific(value, 2));
      const digits = Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9)));
      return (value) => plain(value, { minimumFractionDigits: value === 0 ? 0 : digits, maximumFractionDigits: digits });
    },
  };
}
