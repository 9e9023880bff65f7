// From what a visitor chose to the settings of a run, or to what is wrong with them.

/** @typedef {Record<string, any>} Config */

const LEAST_STEPS = 1000; // of own pictures: before that little is drawn

/**
 * @param {Config} base
 * @param {Record<string, any>} chosen
 * @param {import("./pictures.mjs").Pictures | undefined} own
 * @returns {Config}
 */
export function configOf(base, chosen, own) {
  const config = { ...base, ...chosen };
  if (["wgan", "wgan_gp"].includes(config.loss)) Object.assign(config, { r1_weight: 0, beta1: 0, n_critic: 5 });
  if (config.loss === "r3gan") config.r2_weight = config.r1_weight;
  if (!own) return config;
  const batch = Math.min(base.batch_size, Math.floor(own.labels.length / 4) * 4);
  const classes = own.classNames.length;
  Object.assign(config, { dataset: "folder", image_size: own.side, image_channels: own.channels, num_classes: classes, batch_size: batch });
  config.epochs = Math.max(config.epochs, Math.ceil((LEAST_STEPS * batch) / own.labels.length)); // few pictures are few steps an epoch
  config.class_names = own.classNames.map((name, index) => name || String(index));
  if (classes < 2) config.conditioning = "none";
  return config;
}

/**
 * The name of a setting that the engine cannot take, and of the one it clashes with; undefined where all is well.
 * @param {Config} config
 * @param {Record<string, number[]>} ranges
 * @returns {{setting: string, low?: number, high?: number} | undefined}
 */
export function wrongIn(config, ranges) {
  for (const [setting, [low, high]] of Object.entries(ranges))
    if (!Number.isFinite(config[setting]) || config[setting] < low || config[setting] > high) return { setting, low, high };
  const penalties = config.r1_weight || config.r2_weight || config.loss === "wgan_gp";
  return config.discriminator_norm === "batch" && penalties ? { setting: "discriminator_norm" } : undefined;
}
