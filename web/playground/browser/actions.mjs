// What the visitor does to the games: act, change a setting, begin anew, compare.

/** @import {Problem} from "../../shared/browser/problem.mjs" */
/** @import {Config, Stage} from "./types.mjs" */

/**
 * @param {Stage} stage
 * @param {Problem} problem
 * @returns {Pick<Stage, "attempt" | "act" | "setPace" | "openPreset" | "set" | "change" | "restart" | "compare">}
 */
export function makeActions(stage, problem) {
  const { about, signal } = stage;
  return {
    attempt: (work) => problem.attempt(work, { signal, onrefused: () => stage.render() }), // controls show what holds
    async act(action, settings) {
      stage.slow.leave();
      stage.time.follow();
      await stage.attempt(() => Promise.all(stage.players.map((player) => player.act(action, settings))));
      stage.render();
      stage.remember();
    },
    setPace(pace) {
      stage.pace = pace;
      stage.act("pace", { pace });
    },
    openPreset(name) {
      const { seed } = stage.spec.config;
      stage.spec.preset = name;
      const { config } = stage.preset;
      Object.assign(stage.spec, { base: config, config: { ...config, seed }, moves: [], versus: undefined });
      stage.first = stage.spec.config;
      return stage.start({ running: !stage.calm });
    },
    set(changes) {
      const { state } = stage.a;
      const live = Object.keys(changes).every((field) => about.changeable.includes(field)) && state?.finite;
      return live && state.step > 0 ? stage.change(changes) : stage.restart({ changes });
    },
    async change(changes) {
      const before = stage.spec.config;
      stage.spec.config = { ...before, ...changes };
      stage.slow.leave();
      stage.time.follow();
      const done = await stage.attempt(async () => {
        await Promise.all(stage.players.map((player, index) => changeOne(player, index ? without(changes, stage.spec.versus) : changes)));
        return true;
      });
      if (!done) stage.spec.config = before;
      stage.render();
      stage.remember();
    },
    restart({ changes = {}, running = stage.going || stage.a?.state?.finite === false } = {}) {
      stage.spec.config = { ...stage.spec.config, ...changes };
      stage.first = stage.spec.config;
      stage.spec.moves = [];
      return stage.start({ running });
    },
    compare(versus) {
      stage.spec.versus = versus ?? undefined;
      if (versus) {
        stage.restart();
        return;
      }
      for (const player of stage.players.splice(1)) player.stop();
      stage.arrange();
      stage.render();
      stage.remember();
    },
  };
}

/** @type {(changes: Config, versus: Config | undefined) => Config} what the compared knob leaves of changes */
const without = (changes, versus) => Object.fromEntries(Object.entries(changes).filter(([field]) => !(field in (versus ?? {}))));

/** @type {(player: import("./player.mjs").Player, changes: Config) => Promise<void> | undefined} */
const changeOne = (player, changes) => (Object.keys(changes).length ? player.act("change", changes) : undefined);
