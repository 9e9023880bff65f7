// Runs of this browser, with the real engine and a disk that is a Map.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Host, MAX_RUNS } from "../../../../web/training/browser/local/host.mjs";

const module = await WebAssembly.compile(readFileSync(new URL("../../../../gan_core/image_engine/images.wasm", import.meta.url)));
const ENGINE = { only: { model: "dcgan" }, bounds: { base_channels: [4, 32] }, multiple: 4 };
const CONFIG = {
  dataset: "fashion-mnist-10k",
  model: "dcgan",
  conditioning: "projection",
  loss: "non_saturating",
  image_size: 28,
  image_channels: 1,
  num_classes: 2,
  class_names: ["A", "B"],
  latent_dim: 4,
  base_channels: 4,
  batch_size: 4,
  generator_activation: "leaky_relu",
  discriminator_norm: "none",
  seed: 1,
  n_critic: 1,
  r1_every: 8,
  r1_weight: 0.1,
  r2_weight: 0,
  gp_weight: 10,
  clip_value: 0.01,
  generator_lr: 1e-3,
  discriminator_lr: 1e-3,
  beta1: 0.5,
  beta2: 0.99,
  ema_decay: 0.99,
  epochs: 5,
  max_steps: 0,
}; // prettier-ignore

/** A disk that forgets nothing but what it is told to. */
function makeStore() {
  const [runs, samples, data] = [new Map(), new Map(), new Map()];
  return {
    runs: async () => [...runs.values()],
    run: async (name) => structuredClone(runs.get(name)),
    keep: async (run) => void runs.set(run.name, structuredClone(run)),
    sample: async (name, step) => samples.get(`${name} ${step}`),
    keepSample: async (name, step, blob) => void samples.set(`${name} ${step}`, blob),
    dropSamples: async (name, steps) => void steps.map((step) => samples.delete(`${name} ${step}`)),
    data: async (name) => data.get(name),
    keepData: async (name, given) => void data.set(name, given),
    forget: async (name) => void runs.delete(name),
  };
}

const pictures = (count = 20) => ({
  pixels: Uint8Array.from({ length: count * 784 }, (_, index) => (index * 31) % 256),
  labels: Int32Array.from({ length: count }, (_, index) => index % 2),
});

function makeHost(store = makeStore()) {
  let now = 0;
  const facts = {
    equilibria: { non_saturating: { real_prob_mean: 0.5 }, wgan: { discriminator_pair_accuracy: 0.5 } },
    changeable: { generator_lr: [0, 1], r1_weight: [0, 1] },
    engine: ENGINE,
  };
  const means = {
    module,
    facts,
    store,
    now: () => (now += 10),
    dataset: async () => pictures(),
    encode: async ({ width }) => Object.assign(new Blob(["png"]), { width }),
    classifier: async () => undefined,
  };
  return new Host(means);
}

test("a run trains to its end, and is kept with its pictures and numbers", async () => {
  const host = makeHost();
  await host.start({ name: "browser-1", config: CONFIG });
  while (host.busy) host.turn(40);
  const { status, curves } = await host.progress("browser-1");
  assert.equal(status.state, "finished");
  assert.equal(status.step, 25); // 5 epochs of 20 pictures in fours
  assert.deepEqual([...curves.curves.get("real_prob_mean").steps], [1, 10, 20]);
  assert.equal((await host.samplePicture("browser-1", 25)).width, 280);
  const [row] = await host.rows();
  assert.deepEqual([row.name, row.state, row.step], ["browser-1", "finished", 25]);
});

test("what was saved goes on after a reload as if never left", async () => {
  const [whole, first] = [makeHost(), makeHost()];
  for (const host of [whole, first]) await host.start({ name: "browser-1", config: CONFIG });
  for (let step = 0; step < 3; step++) first.turn(1);
  first.save();
  await first.writing;
  const again = makeHost(first.means.store);
  assert.equal((await again.progress("browser-1")).status.state, "interrupted");
  await again.act("browser-1", "resume", {});
  while (again.busy) again.turn(40);
  while (whole.busy) whole.turn(40);
  assert.deepEqual(again.run.trainer.save(), whole.run.trainer.save());
});

test("a pause, single updates, a change and a fork", async () => {
  const host = makeHost();
  await host.start({ name: "browser-1", config: CONFIG });
  host.turn(1);
  await host.act("browser-1", "pause", {});
  const { step } = host.run;
  await host.act("browser-1", "step", {});
  await host.act("browser-1", "generator", {});
  assert.equal(host.run.step, step + 1);
  await host.act("browser-1", "change", { settings: { loss: "wgan" } });
  assert.deepEqual(
    host.run.events.map(({ event }) => event),
    ["single_update", "changed"],
  );
  await host.act("browser-1", "save", {});
  await host.act("browser-1", "fork", { name: "browser-2", settings: { generator_lr: 1e-4 } });
  assert.equal(host.run.name, "browser-2");
  assert.equal(host.run.step, step + 1);
  assert.equal(host.run.config.generator_lr, 1e-4);
  assert.equal((await host.progress("browser-1")).status.state, "stopped");
});

test("numbers that are none end a run", async () => {
  const host = makeHost();
  await host.start({
    name: "browser-1",
    config: { ...CONFIG, loss: "wgan", clip_value: Number.NaN, r1_weight: 0, generator_lr: 1e30, discriminator_lr: 1e30 },
  });
  while (host.busy) host.turn(40);
  const { status } = await host.progress("browser-1");
  assert.equal(status.state, "failed");
  assert.equal(status.code, "not_finite");
  assert.deepEqual(status.checkpoint_steps, []);
});

test("own pictures stay with their run, and only so many runs stay", async () => {
  const host = makeHost();
  const config = { ...CONFIG, dataset: "folder" };
  for (let one = 10; one < 12 + MAX_RUNS; one++) await host.start({ name: `browser-${one}`, config, data: pictures(8) });
  const rows = await host.rows();
  assert.equal(rows.length, MAX_RUNS);
  assert.equal(rows.at(-1).name, "browser-12");
  await host.act("browser-20", "resume", {});
  assert.equal(host.run.images, 8);
});

test("what cannot be done is refused by a code", async () => {
  const host = makeHost();
  await assert.rejects(host.progress("browser-9"), { answer: { code: "run_gone", fields: { received: "browser-9" } } });
  await assert.rejects(host.act("browser-9", "pause", {}), ({ answer }) => answer.code === "run_over");
});

test("a run is exported as its directory", async () => {
  const host = makeHost();
  await host.start({ name: "browser-1", config: CONFIG });
  host.turn(1);
  const parts = await host.exported("browser-1");
  const text = new TextDecoder("latin1").decode(Buffer.concat(parts));
  for (const file of ["config.json", "stats.jsonl", "status.json", "checkpoints/step-0000000", ".safetensors"])
    assert.ok(text.includes(file), file);
});

const bytesOf = async (parts) => new Uint8Array(await new Blob(parts).arrayBuffer());

test("a run goes on from its file on another machine as from a checkpoint", async () => {
  const [host, other] = [makeHost(), makeHost()];
  await host.start({ name: "browser-1", config: CONFIG });
  for (let step = 0; step < 12; step++) host.turn(1);
  const file = await bytesOf(await host.exported("browser-1"));
  await other.adopted("browser-2", file);
  const { status, curves } = await other.progress("browser-2");
  assert.deepEqual([status.state, status.step, status.checkpoint_steps], ["stopped", 12, [12]]);
  assert.deepEqual([...curves.curves.get("generator_loss").steps], [1, 10]);
  assert.equal((await other.samplePicture("browser-2", status.sample_steps.at(-1))).size, 3);
  await other.act("browser-2", "resume", {});
  other.turn(1);
  assert.equal(other.run.step, 13);
});

test("a file that is no run, or of another network, is refused by name", async () => {
  const host = makeHost();
  await assert.rejects(host.adopted("browser-2", new Uint8Array(30)), { answer: { code: "run_file_unread", fields: {} } });
  await host.start({ name: "browser-1", config: CONFIG });
  const file = await bytesOf(await host.exported("browser-1"));
  host.means.facts.engine = { ...ENGINE, bounds: { base_channels: [8, 32] } };
  await assert.rejects(host.adopted("browser-2", file), { answer: { code: "run_not_for_browser", fields: { setting: "base_channels" } } });
});

test("a run whose pictures are elsewhere is drawn with, not trained", async () => {
  const [host, other] = [makeHost(), makeHost()];
  await host.start({ name: "browser-1", config: { ...CONFIG, dataset: "folder" }, data: pictures(8) });
  await other.adopted("browser-2", await bytesOf(await host.exported("browser-1")));
  await assert.rejects(other.act("browser-2", "resume", {}), { answer: { code: "pictures_elsewhere", fields: {} } });
  await assert.rejects(other.scored("browser-2"), ({ answer }) => answer.code === "no_classifier");
});

test("the classifier counts the pictures of the class asked for", async () => {
  const host = makeHost();
  await host.start({ name: "browser-1", config: CONFIG });
  let asked = 0;
  host.means.classifier = async () => () => ({ features: new Float32Array(2), label: asked++ % 4 }); // right at every other one
  const score = await host.scored("browser-1");
  assert.deepEqual([score.n, score.accuracy], [500, 0.5]);
  assert.ok(score.low < 0.5 && score.high > 0.5 && Math.abs(score.classes - 4) < 1e-9);
});

test("G's pictures are measured, and the doctor reads them", async () => {
  const host = makeHost();
  await host.start({ name: "browser-1", config: { ...CONFIG, epochs: 60 } });
  while (host.busy) host.turn(40);
  const { status } = await host.progress("browser-1");
  assert.ok(host.run.measurements.length > 5);
  assert.ok(host.run.measurements.every(({ diversity }) => diversity > 0));
  assert.notEqual(status.finding.name, "too_early");
  assert.equal((await host.finding("browser-1", 15)).name, "too_early");
});
