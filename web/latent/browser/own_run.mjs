// What the Latent page's end points answer of a run of this browser.

import { packGenerator } from "../../../gan_core/browser/dcgan_file.mjs";
import { principalDirections } from "../../../gan_core/browser/directions.mjs";
import { compileImages } from "../../../gan_core/image_engine/trainer.mjs";
import { titleOf } from "../../runs/browser/local_names.mjs";
import { restored } from "../../runs/browser/local_run.mjs";
import { computed } from "./computed.mjs";
import { address } from "./query.mjs";

/** @import {Tensor} from "../../../gan_core/image_engine/trainer.mjs" */
/** @import {Kept} from "../../runs/browser/local_run.mjs" */

const COMPONENTS = 10; // gan_core/inference/latent_model.py

/**
 * @param {Kept} kept with weights
 * @returns {Promise<import("./own.mjs").Answers>}
 */
export async function answersOf(kept) {
  const { name, config } = kept;
  const trainer = restored(await compileImages(), kept);
  const tensors = trainer.tensors(config.ema_decay ? "average" : "generator");
  const { shape, values } = /** @type {Tensor} */ (tensors.get("first.weight"));
  const count = Math.min(COMPONENTS, config.latent_dim - 1);
  const { vectors, shares } = principalDirections(values, { inputs: shape[1], latentDim: config.latent_dim, count });
  const network = new Blob([/** @type {Float32Array<ArrayBuffer>} */ (vectors), packGenerator(config, tensors)]);
  const standard = await (await fetch(address("model"))).json(); // for the defaults and limits of a state
  const card = {
    ...standard,
    state: { ...standard.defaults, model: name },
    model: name,
    title: titleOf(name, config),
    epochs: kept.lines.at(-1)?.epoch ?? 0,
    classes: config.conditioning === "none" ? [] : config.class_names,
    image: [config.image_channels, config.image_size, config.image_size],
    latentDim: config.latent_dim,
    shares,
    neighbours: false,
    targets: false,
  };
  /** @param {string} url */
  const stored = async (url) => (new URL(url).pathname.endsWith("/network") ? new Response(network) : Response.json(card));
  const answers = computed(stored);
  return {
    ...answers,
    model: async (/** @type {URLSearchParams} */ query) => (await answers.model(query)) ?? Response.json(card),
    network: async () => new Response(network),
  };
}
