// Runs of this browser, on its own disk: IndexedDB.

/** @import {Data, Kept} from "./local_run.mjs" */

const NAME = "gan-classroom-runs";
const VERSION = 1;

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** The stores: runs by name; pictures by [run, step]; data sets that came from the visitor's disk, by the name of the run that brought them. */
export class Store {
  /** @param {IDBDatabase} database */
  constructor(database) {
    this.database = database;
  }

  static async open() {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("runs", { keyPath: "name" });
      request.result.createObjectStore("samples");
      request.result.createObjectStore("data");
    };
    return new Store(await done(request));
  }

  /** @param {string} store @param {IDBTransactionMode} mode */
  at(store, mode = "readonly") {
    return this.database.transaction(store, mode).objectStore(store);
  }

  /** @returns {Promise<Kept[]>} */
  runs() {
    return done(this.at("runs").getAll());
  }
  /** @param {string} name @returns {Promise<Kept | undefined>} */
  run(name) {
    return done(this.at("runs").get(name));
  }
  /** @param {Kept} run */
  async keep(run) {
    await done(this.at("runs", "readwrite").put(run));
  }
  /** @param {string} name @param {number} step @returns {Promise<Blob | undefined>} */
  sample(name, step) {
    return done(this.at("samples").get([name, step]));
  }
  /** @param {string} name @param {number} step @param {Blob} blob */
  async keepSample(name, step, blob) {
    await done(this.at("samples", "readwrite").put(blob, [name, step]));
  }
  /** @param {string} name @param {number[]} steps */
  async dropSamples(name, steps) {
    const store = this.at("samples", "readwrite");
    await Promise.all(steps.map((step) => done(store.delete([name, step]))));
  }
  /** @param {string} name @returns {Promise<Data | undefined>} */
  data(name) {
    return done(this.at("data").get(name));
  }
  /** @param {string} name @param {Data} data */
  async keepData(name, data) {
    await done(this.at("data", "readwrite").put(data, name));
  }
  /** @param {string} name */
  async forget(name) {
    await done(this.at("runs", "readwrite").delete(name));
    await done(this.at("samples", "readwrite").delete(IDBKeyRange.bound([name, 0], [name, Infinity])));
    await done(this.at("data", "readwrite").delete(name));
  }
}
