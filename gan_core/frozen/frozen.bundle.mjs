// Made by `make bundles` from gan_core/frozen/film.mjs gan_core/frozen/frozen.mjs gan_core/frozen/plot.mjs web/runs/browser/curves.mjs web/runs/browser/local_names.mjs web/runs/browser/paths.mjs web/shared/browser/address.mjs web/shared/browser/dom.mjs web/shared/browser/evidence.mjs web/shared/browser/numbers.mjs web/shared/browser/poll.mjs web/shared/browser/server.mjs web/shared/browser/words.mjs web/training/browser/events.mjs web/training/browser/field.mjs web/training/browser/findings.mjs web/training/browser/local/machine.mjs web/training/browser/server.mjs web/training/browser/words.mjs, sha256 1e87dc49235f5c6ed06dc4c9272873c4d16b93722f425cb99c966bb7f9e16188
// web/shared/browser/dom.mjs
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(
      name.slice(2),
      /** @type {EventListener} */
      value
    );
    else if (name === "value") Object.assign(element, { value });
    else if (value !== false && value !== void 0) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...flat(children));
  return element;
}
function flat(children) {
  return children.flat(2).filter((child) => child !== void 0);
}

// web/shared/browser/words.mjs
function fill(template, fields = {}) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => String(fields[name] ?? whole));
}
function makeNumbers(language) {
  const formats = /* @__PURE__ */ new Map();
  const written = (value, options) => {
    const key = `${options.style} ${options.minimumFractionDigits}`;
    const format = formats.get(key) ?? new Intl.NumberFormat(language, options);
    formats.set(key, format);
    return format.format(value);
  };
  const spaced = (text) => language === "vi" ? text.replace(/(\d)%/, "$1 %") : text;
  const digits = (count) => ({ minimumFractionDigits: count, maximumFractionDigits: count });
  return {
    /** @type {(value: number, count: number) => string} */
    number: (value, count) => written(value, digits(count)),
    /** @type {(value: number, count: number) => string} */
    percent: (value, count) => spaced(written(value, { style: "percent", ...digits(count) }))
  };
}
var makeModelWords = ({ language, classNames, models }) => ({
  /** @type {(name: string) => string} */
  className: (name) => classNames[name]?.[language] ?? name,
  /** @type {(name: string) => string} */
  title: (name) => models[name] ?? name,
  /**
   * What a shipped model's pictures are like after so many epochs; nothing of a visitor's own.
   * @type {(name: string, epochs: number) => string}
   */
  expectation: (name, epochs) => fill(models[`${name}.expect`] ?? "", { epochs: Math.round(epochs) })
});
function errorSentence(errors, { code, fields, message }) {
  return errors[code] ? fill(errors[code], fields) : message;
}

// web/training/browser/words.mjs
function makeWords({ text, settings, doctor, language, classNames, models, errors }) {
  const numbers = makeNumbers(language);
  const significant = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 });
  const tiny = new Intl.NumberFormat(language, { notation: "scientific", maximumFractionDigits: 1 });
  const say = (key, fields) => fill(text[key] ?? key, fields);
  const whole = (value) => numbers.number(value, 0);
  const named = (kind, name) => text[`${kind}_${name}`] ?? String(name);
  return {
    language,
    text: say,
    /**
     * A sentence of the doctor's; undefined where there is none.
     * @type {(key: string, fields?: Record<string, unknown>) => string | undefined}
     */
    doctor: (key, fields) => key in doctor ? fill(doctor[key], fields) : void 0,
    whole,
    decimal: numbers.number,
    /** @type {(value: number) => string} */
    short: (value) => Math.abs(value) > 0 && Math.abs(value) < 1e-6 ? tiny.format(value) : significant.format(value),
    /** @type {(value: number) => string} */
    percent: (value) => numbers.percent(value, 0),
    ...makeModelWords({ language, classNames, models }),
    /** @type {(answer: ErrorAnswer) => string} */
    error: (answer) => errorSentence(errors, answer),
    /** @type {(state: string) => string} */
    state: (state) => named("state", state),
    /** @type {(name: string) => string} */
    setting: (name) => settings[name] ?? name,
    /**
     * An option of a setting (a loss; several joined by commas, or none) as one reads it.
     * @type {(name: string, value: unknown) => string}
     */
    option(name, value) {
      const options = String(value).split(",");
      return options.map((one) => settings[`${name}_${one}`] ?? settings[one] ?? one).join(" + ");
    },
    /**
     * Seconds as a person says them.
     * @type {(seconds: number) => string}
     */
    duration(seconds) {
      const rounded = Math.round(seconds);
      const [hours, minutes] = [Math.floor(rounded / 3600), Math.floor(rounded / 60) % 60];
      if (hours) return say("time_hours", { hours: whole(hours), minutes: whole(minutes) });
      if (minutes) return say("time_minutes", { minutes: whole(minutes), seconds: whole(rounded % 60) });
      return say("time_seconds", { seconds: whole(rounded) });
    },
    /**
     * Why a run ended; the English sentence of a status.json that has no code.
     * @type {(reason: Reason) => string}
     */
    reason({ code, fields, reason }) {
      const number = fields?.number && { number: named("number", fields.number) };
      return errorSentence(errors, { code, fields: { ...fields, ...number }, message: reason });
    }
  };
}
function settingSentence({ text, setting, short, option }, [name, value]) {
  return text("event_setting", { setting: setting(name), value: typeof value === "number" ? short(value) : option(name, value) });
}

// web/training/browser/events.mjs
var NOTES = ["older", "threads", "elsewhere", "untried", "data"];
function describe(events, words) {
  const list = [];
  for (const event of events) {
    if (event.event === "single_update") addUpdate(list, event, words);
    else list.push(described(event, words));
  }
  return list.sort((one, two) => one.step - two.step);
}
function addUpdate(list, { step, player = "" }, { text, whole }) {
  const before = list.at(-1);
  const same = before?.step === step && before.player === player;
  const count = same ? (before.count ?? 0) + 1 : 1;
  if (same) list.pop();
  const short = `${text(`label_${player[0]}_short`)} +${count}`;
  list.push({ step, player, count, short, long: text(`event_${player}`, { step: whole(step), count }) });
}
function described({ step, event, settings = {}, source, notes }, words) {
  const { text } = words;
  const at = { step: words.whole(step) };
  const each = Object.entries(settings).map((entry) => settingSentence(words, entry));
  const changes = each.join("; ");
  switch (event) {
    case "changed":
      return {
        step,
        short: each.length === 1 ? changes : text("event_changes", { count: each.length }),
        long: text("event_changed", { ...at, changes })
      };
    case "forked":
      return {
        step,
        short: text("event_forked_short"),
        long: text(each.length ? "event_forked" : "event_forked_same", { ...at, source, changes })
      };
    case "fresh_optimizers":
      return { step, short: text("event_fresh_short"), long: text("event_fresh", at) };
    case "resumed":
      return { step, short: text("event_resumed_short"), long: [text("event_resumed", at), ...noted(notes, words)].join(" ") };
    default:
      return { step, short: event, long: `${text("at_step", at)}: ${event}` };
  }
}
function noted(notes, { text }) {
  const known = Array.isArray(notes) ? notes.filter((note) => NOTES.includes(note?.code)) : [];
  return known.map((note) => text(`event_${note.code}`, note));
}

// web/shared/browser/evidence.mjs
var SHARES = /* @__PURE__ */ new Set([
  "accuracy",
  "pairs",
  "fakes_taken_for_real",
  "believed",
  "gradient_left",
  "hops",
  "diversity",
  "largest_share",
  "duplicates",
  "quality",
  "label_share",
  "label_accuracy",
  "chance",
  "memory",
  "training_accuracy",
  "held_out_accuracy"
]);
var WHOLE = /* @__PURE__ */ new Set(["step", "lines", "lines_needed", "measurements", "classes", "classes_total", "turns"]);
function evidenceNumber(key, value, { whole, percent, short }) {
  if (WHOLE.has(key)) return whole(value);
  return SHARES.has(key) ? percent(value) : short(value);
}

// web/runs/browser/curves.mjs
var decoder = new TextDecoder();
var NONE = { steps: new Uint32Array(0), values: new Float32Array(0) };

// web/training/browser/findings.mjs
function sentencesOf({ evidence }, words) {
  const numbers = Object.fromEntries(evidence.map(([key, value]) => [key, evidenceNumber(key, value, words)]));
  const shown = evidence.filter(([key, value]) => key !== "measurements" || value);
  return shown.map(([key]) => words.doctor(`evidence_${key}`, { ...numbers, value: numbers[key] }) ?? "").filter(Boolean);
}

// gan_core/frozen/film.mjs
var MILLISECONDS = 250;
function makeFilm(frames, { say, whole }) {
  if (!frames.length) return { element: h("p", { class: "hint" }, say("film_none")), at: () => {
  } };
  const image = h("img", {});
  const caption = h("output", {});
  const place = h("input", { type: "range", min: 0, max: frames.length - 1, "aria-label": say("film") });
  const button = h("button", { type: "button" }, say("play"));
  let timer = 0;
  const show2 = (index) => {
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
    if (index < frames.length && image.isConnected) show2(index);
    else stop();
  };
  button.addEventListener("click", () => {
    if (timer) return stop();
    if (Number(place.value) === frames.length - 1) show2(0);
    timer = window.setInterval(next, MILLISECONDS);
    button.textContent = say("pause");
  });
  place.addEventListener("input", () => {
    stop();
    show2(Number(place.value));
  });
  show2(frames.length - 1);
  return {
    element: h("div", {}, image, h("div", { class: "row" }, button, place, caption)),
    /**
     * The newest picture of a step.
     * @param {number} step
     */
    at(step) {
      if (!timer)
        show2(
          Math.max(
            0,
            frames.findLastIndex(([one]) => one <= step)
          )
        );
    }
  };
}

// gan_core/frozen/plot.mjs
var GRID = "rgba(128, 128, 128, 0.3)";
var CONFIG = {
  responsive: true,
  displaylogo: false,
  modeBarButtonsToRemove: ["select2d", "lasso2d"],
  toImageButtonOptions: { scale: 2 }
};
var plotly = (
  /** @type {any} */
  globalThis.Plotly
);
function colours() {
  const style = getComputedStyle(document.body);
  return { ink: style.color, paper: style.backgroundColor, font: style.fontFamily };
}
function makeFigure({ data, words }, language, hover) {
  const element = h("div", { class: "plot" });
  const { names, layout } = words[language];
  const traces = data.map((trace, index) => ({ ...trace, name: names[index], ...trace.text ? { text: [names[index]] } : {} }));
  const draw = async () => {
    const { ink, paper, font } = colours();
    const axes = Object.keys(layout).filter((key) => key.includes("axis"));
    const grid = { gridcolor: GRID, zeroline: false, linecolor: GRID };
    const themed = {
      ...layout,
      ...Object.fromEntries(axes.map((key) => [key, { ...layout[key], ...grid }])),
      font: { color: ink, family: font },
      paper_bgcolor: paper,
      plot_bgcolor: paper,
      hoverlabel: { bgcolor: paper, font: { color: ink } }
    };
    const plot = await plotly.newPlot(element, traces, themed, CONFIG);
    plot.on("plotly_hover", ({ xvals }) => xvals?.length && hover(xvals[0]));
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => element.isConnected && draw());
  return { element, draw };
}

// gan_core/frozen/frozen.mjs
var SHOWN_TIMES = { kid: 1e3 };
function wordsOf({ words }, language) {
  const { frozen, doctor, evaluation_stage: scores, training_stage: text, settings } = words[language];
  const others = { settings, doctor, language, classNames: {}, models: {}, errors: {} };
  return { ...makeWords({ text, ...others }), say: makeWords({ text: frozen, ...others }).text, scores };
}
function table(heads, rows2, numbers = []) {
  const cell = (tag) => (content2, column) => h(tag, { class: numbers.includes(column) && "number" }, content2);
  const body = rows2.map((row) => h("tr", {}, row.map(cell("td"))));
  return h(
    "div",
    { class: "scroll", tabindex: 0 },
    h("table", {}, h("thead", {}, h("tr", {}, heads.map(cell("th")))), h("tbody", {}, body))
  );
}
function verdictsOf({ verdicts }, words) {
  const rows2 = verdicts.map((verdict) => {
    const reasons = sentencesOf({ ...verdict, step: verdict.last, remedies: [], advice: [] }, words);
    return [`${words.whole(verdict.first)} – ${words.whole(verdict.last)}`, h("strong", {}, words.doctor(verdict.name)), reasons.join(" ")];
  });
  return table([words.say("steps"), words.say("verdict"), words.say("evidence")], rows2);
}
function scoresOf({ scores }, words) {
  if (!scores.length) return h("p", { class: "hint" }, words.say("scores_none"));
  const rows2 = scores.map(({ metric, value, interval, n, extractor, resize, real, step }) => {
    const times = SHOWN_TIMES[
      /** @type {"kid"} */
      metric
    ] ?? 1;
    const shown = (number) => number === null ? "–" : words.short(times * number);
    const ends = interval ? interval.map(shown).join(" – ") : "–";
    return [words.scores[`score_${metric}`] ?? metric, shown(value), ends, words.whole(n), words.whole(step), extractor, resize, real];
  });
  const heads = ["metric", "value", "interval", "pictures", "steps", "extractor", "resize", "real"].map(
    (key) => key === "pictures" ? "N" : words.say(key)
  );
  return table(heads, rows2, [1, 2, 3, 4]);
}
function commandOf({ command, config, events }, words) {
  const { say } = words;
  const copy = h("button", { type: "button" }, say("copy"));
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(command);
    copy.textContent = say("copied");
  });
  const changed = events.some(({ event }) => event !== "resumed");
  const list = describe(events, words).map(({ long }) => h("li", {}, long));
  return [
    h("div", { class: "command" }, h("pre", {}, h("code", {}, command)), copy),
    config.dataset === "folder" ? h("p", { class: "hint" }, say("repeat_folder")) : void 0,
    changed ? h("p", { class: "hint" }, say("repeat_changed")) : void 0,
    list.length ? h("ul", {}, list) : void 0
  ];
}
function settingsOf({ config }, words) {
  const rows2 = Object.entries(config).map(([name, value]) => [
    words.setting(name),
    h("code", {}, name),
    h("code", {}, JSON.stringify(value))
  ]);
  return h("details", {}, h("summary", {}, words.say("config")), table(["", "", ""], rows2));
}
function show(content2, language) {
  const words = wordsOf(content2, language);
  const { say } = words;
  document.documentElement.lang = language;
  const name = content2.title[language];
  document.title = say("title", { name });
  const { status, totals } = content2;
  const summary = say("summary", {
    state: words.state(status.state),
    step: words.whole(status.step),
    epoch: words.decimal(totals.epoch, 1),
    images: words.whole(totals.images_seen),
    time: words.duration(totals.seconds)
  });
  const other = language === "vi" ? "en" : "vi";
  const switcher = h("button", { type: "button", lang: other, onclick: () => show(content2, other) }, content2.languages[other]);
  const film = makeFilm(content2.film, words);
  const figure = makeFigure(content2.figure, language, film.at);
  const section = (key, ...parts) => h("section", { class: key }, h("h2", {}, say(key)), parts);
  document.querySelector("main")?.replaceChildren(
    h("header", {}, h("h1", {}, say("title", { name })), h("p", {}, summary), switcher),
    h(
      "div",
      { class: "board" },
      section("film", film.element),
      section("curves", h("p", { class: "hint" }, say("curves_hint")), figure.element)
    ),
    section("verdicts", verdictsOf(content2, words)),
    section("scores", scoresOf(content2, words)),
    section("repeat", ...commandOf(content2, words), settingsOf(content2, words)),
    h("p", { class: "quiet" }, say("made", { version: content2.version }))
  );
  figure.draw();
}
var content = JSON.parse(document.getElementById("content")?.textContent ?? "");
var asked = new URLSearchParams(location.search).get("lang") ?? (content.language || navigator.language.split("-")[0]);
show(content, asked in content.languages ? asked : "en");
