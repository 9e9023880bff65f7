// A member of an experiment: the settings that were dealt to it train on its own machine, and it tells the room how it goes.

import { newName } from "../../../runs/browser/local_names.mjs";
import { h, write } from "../../../shared/browser/dom.mjs";
import { fill } from "../../../shared/browser/words.mjs";
import { able, ask, prepare, start } from "./machine.mjs";

/** @import {Phone, View} from "../../../room/browser/types.mjs" */
/** @typedef {{identity: string, phase: string, group: number, question: string, config: Record<string, any>, facts: any,
 *   words: Record<string, Record<string, string>>, verdicts: Record<string, Record<string, string>>}} Task */

const REPORT_MILLISECONDS = 4000;
const PICTURE_EVERY = 3; // reports
const SLOWEST = 15 * 60; // seconds that a training may take
const KEY = "gan-classroom-experiment"; // so that a reload goes on with the same run
const THUMBNAILS = 10;

/** @param {Phone} phone @returns {View} */
export default function makeView({ language, send }) {
  const dealt = h("p", { class: "position" });
  const said = h("h1", { role: "status", "data-testid": "experiment-said" });
  const picture = h("img", { alt: "", width: 280, style: "image-rendering: pixelated; max-width: 100%", hidden: true });
  const element = h("div", { class: "ballot" }, dealt, picture, said);
  let running = ""; // the identity of the experiment that trains here
  let over = false;

  /** @param {Task} task */
  const train = async (task) => {
    const { identity, config } = task;
    const text = (/** @type {string} */ key, fields = {}) => fill(task.words[language][key], fields);
    const report = (/** @type {Record<string, unknown>} */ more) => send({ identity, step: 0, finding: "too_early", ...more });
    write(dealt, text("settings_of_yours", { group: task.group + 1, name: text(`${task.question}_${task.group}`) }));
    if (!able()) {
      write(said, text("not_able"));
      return report({ slow: true });
    }
    prepare(task.facts);
    const { seconds } = await ask("time", { config });
    if (seconds * config.max_steps > SLOWEST) {
      write(said, text("too_slow", { speed: (1 / seconds).toFixed(1) }));
      return report({ slow: true });
    }
    const name = await begun(identity, config);
    for (let count = 0; !over && running === identity; count++) {
      const { status } = await ask("progress", { name });
      const ended = ["finished", "failed", "stopped"].includes(status.state);
      const accuracy = status.state === "finished" ? (await ask("score", { name }).catch(() => ({ accuracy: null }))).accuracy : null;
      const shown = count % PICTURE_EVERY === 0 || ended ? await thumbnails(name, status.sample_steps.at(-1)) : "";
      if (shown) Object.assign(picture, { src: shown, hidden: false });
      const finding = status.finding.name;
      const diversity = status.measured?.diversity ?? null;
      const verdict = task.verdicts[language][finding];
      write(said, ended ? text("done", { verdict }) : text("training", { step: status.step, steps: config.max_steps }));
      await report({
        step: Math.min(status.step, config.max_steps),
        finding,
        diversity,
        accuracy,
        done: ended,
        ...(shown && { picture: shown }),
      });
      if (ended) return undefined;
      await new Promise((resolve) => setTimeout(resolve, REPORT_MILLISECONDS));
    }
    return undefined;
  };

  return {
    element,
    /** @param {Task} task */
    render(task) {
      over = task.phase !== "open";
      if (over) {
        write(said, task.words[language].over);
        ask("save").catch(() => undefined);
        return;
      }
      if (running === task.identity) return;
      running = task.identity;
      train(task);
    },
  };
}

/**
 * The run of this experiment: the one that a reload interrupted, or a new one.
 * @param {string} identity
 * @param {Record<string, any>} config
 * @returns {Promise<string>} its name
 */
async function begun(identity, config) {
  const [known, kept] = (localStorage.getItem(KEY) ?? "").split(" ");
  if (known === identity && kept) {
    const { status } = await ask("progress", { name: kept });
    if (status.state === "interrupted") await ask("act", { name: kept, action: "resume", body: {} });
    return kept;
  }
  const { name } = await start({ name: newName(), config });
  localStorage.setItem(KEY, `${identity} ${name}`);
  return name;
}

/**
 * One picture of each class in a row, as a small JPEG.
 * @param {string} name
 * @param {number | undefined} step
 */
async function thumbnails(name, step) {
  const blob = step === undefined ? undefined : await ask("sample", { name, step });
  if (!blob) return "";
  const sheet = await createImageBitmap(blob);
  const side = sheet.width / THUMBNAILS;
  const canvas = h("canvas", { width: THUMBNAILS * side, height: side });
  for (let row = 0; row < THUMBNAILS; row++)
    canvas.getContext("2d")?.drawImage(sheet, 0, row * side, side, side, row * side, 0, side, side);
  return canvas.toDataURL("image/jpeg", 0.8);
}
