// What the browser half answers, for tests that ask Python the same: one JSON question on stdin, one JSON answer on stdout.

import { readFileSync } from "node:fs";
import { compile } from "../../gan_core/engine/engine.mjs";
import { Game } from "../../gan_core/engine/game.mjs";
import { complete, wrong } from "../../web/playground/browser/config.mjs";
import { examineGame } from "../../web/playground/browser/examine.mjs";
import { edges } from "../../web/playground/browser/outline.mjs";
import { Scheduler } from "../../web/playground/browser/scheduler.mjs";
import { toPython } from "../../web/playground/browser/python.mjs";

const module = await compile(readFileSync(new URL("../../gan_core/engine/playground.wasm", import.meta.url)));

function played({ config, moves }) {
  const game = new Game(module, complete(config));
  for (const [kind, what] of moves) {
    if (kind === "step") game.take(what);
    else if (kind === "change") game.change(what);
    else if (kind === "slow") for (let phase = 0; phase < what; phase++) game.advance();
    else for (let index = 0; index < what; index++) game.update(kind);
  }
  return game;
}

const bytes = (game, name) => Buffer.from(game.engine.array(name).values.buffer).toString("base64");

const ANSWERS = {
  /** Bits of arrays, measures and numbers of a game. */
  play({ recipe, arrays }) {
    const game = played(recipe);
    game.settle();
    game.engine.exports.frame();
    game.history();
    return { step: game.step, finite: game.finite, moves: game.moves, measures: game.measure(), arrays: Object.fromEntries(arrays.map((name) => [name, bytes(game, name)])) };
  },
  /** The doctor's finding. */
  examine: ({ recipe, about }) => examineGame(played(recipe), (config) => !wrong(config, about)),
  wrong: ({ configs, about }) => configs.map((config) => wrong(complete({ ...about.default, ...config }), about) ?? null),
  python: ({ recipe }) => toPython(recipe),
  /** Games in turn on a clock of its own: `events` are [milliseconds, question]; every game's frames are asked for at once. */
  schedule: async ({ about, events, until }) => {
    let now = 1;
    const scheduler = new Scheduler(module, about, () => (now += 0.01));
    const [answers, frames] = [[], {}];
    const watch = (name, after) => scheduler.handle({ do: "frame", name, after })?.then((frame) => {
      frames[name].push({ now, step: frame.step, state: frame.state, measured: frame.measures !== null, still: Boolean(frame.still), rows: frame.curves.length });
      watch(name, frame.version);
    });
    for (const left = [...events]; now < until; now += 1) {
      while (left.length && left[0][0] <= now) {
        const [, question] = left.shift();
        try {
          answers.push(scheduler.handle(question) ?? null);
        } catch (error) {
          answers.push({ refused: error.answer });
        }
        if (question.do === "open" && !answers.at(-1).refused) {
          frames[question.name] = [];
          watch(question.name, -1);
        }
      }
      scheduler.turn();
      await new Promise((done) => setImmediate(done)); // frames arrive
    }
    return { answers, frames };
  },
  edges: ({ data, width, height, count }) => edges({ data, width, height }, count),
};

const { ask, ...question } = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(await ANSWERS[ask](question)));
