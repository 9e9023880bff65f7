// A game as the lines of Python that play it again, with gan_core.

const HEAD = "from gan_core.playground import Playground, PlaygroundConfig\n";
/** @type {Record<string, string>} */
const CALLS = { discriminator: "step_discriminator", generator: "step_generator" };

/**
 * A value as Python writes it: lists become tuples.
 * @type {(value: unknown) => string}
 */
function written(value) {
  if (Array.isArray(value)) return `(${value.map(written).join(", ")}${value.length === 1 ? "," : ""})`;
  return JSON.stringify(value);
}

/** @type {(move: [string, any]) => string} */
function line([kind, what]) {
  if (kind === "change")
    return `game.change(${Object.entries(what)
      .map(([name, value]) => `${name}=${written(value)}`)
      .join(", ")})\n`;
  if (kind === "step") return `game.step(${what})\n`;
  return `for _ in range(${what}):\n    game.${CALLS[kind]}()\n`;
}

/** A program that comes to the same state, and prints its measures. @param {{config: Record<string, any>, moves: [string, any][]}} recipe */
export function toPython({ config, moves }) {
  const settings = Object.entries(config)
    .filter(([, value]) => value !== "" && value?.length !== 0)
    .map(([name, value]) => `    ${name}=${written(value)},\n`);
  return `${HEAD}\ngame = Playground(PlaygroundConfig(\n${settings.join("")}))\n${moves.map(line).join("")}print(game.step_count, game.measure())\n`;
}
