// Everything that is said, in the visitor's language.

/** A template with its {fields} filled. */
export function fill(template, fields = {}) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => fields[name] ?? whole);
}

/** Numbers of the language, with this many decimals. */
export function makeNumbers(language) {
  const formats = new Map(); // making one costs more than a hundred uses
  const written = (value, options) => {
    const key = `${options.style} ${options.minimumFractionDigits}`;
    if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(language, options));
    return formats.get(key).format(value);
  };
  const digits = (count) => ({ minimumFractionDigits: count, maximumFractionDigits: count });
  return {
    number: (value, count) => written(value, digits(count)),
    percent: (value, count) => written(value, { style: "percent", ...digits(count) }),
  };
}

/** The sentence of a refused request; `errors` holds one for each code. */
export function errorSentence(errors, { code, fields, message }) {
  return errors[code] ? fill(errors[code], fields) : message;
}
