// The engine in JavaScript: one instance of the module is the memory of one game, and functions on it. In Python: __init__.py beside this file.

/**
 * The compiled module, for any number of games.
 * @param {BufferSource} [source] its bytes; without any it is fetched from beside this file
 */
export async function compile(source) {
  return WebAssembly.compile(source ?? (await (await fetch(new URL("playground.wasm", import.meta.url))).arrayBuffer()));
}

/** @typedef {{values: Float32Array, shape: [number, number]}} Table */

export class Engine {
  /** @param {WebAssembly.Module} module */
  constructor(module) {
    this.exports = /** @type {Record<string, any>} */ (new WebAssembly.Instance(module, {}).exports);
    /** The module's own tables of names, in the order of its numbers: settings, loss, numbers, ... @type {Record<string, string[]>} */
    this.names = Object.fromEntries(
      this.text(this.exports.description())
        .split("\n")
        .map((line) => line.split(" "))
        .map(([name, ...rest]) => [name, rest]),
    );
  }

  /** @param {number} address */
  text(address) {
    const bytes = new Uint8Array(this.exports.memory.buffer, address);
    return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)));
  }

  /** Write numbers where an exported function says. @param {number} address @param {Float32Array | Float64Array | Uint16Array} values */
  write(address, values) {
    new Uint8Array(this.exports.memory.buffer).set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), address);
  }

  /** Where one of the module's arrays lies. @param {string} name */
  place(name) {
    const [data, rows, columns, stride] = new Int32Array(
      this.exports.memory.buffer,
      this.exports.array(this.names.arrays.indexOf(name)),
      4,
    );
    return { rows, columns, stride, memory: new Float32Array(this.exports.memory.buffer, data, rows * stride) };
  }

  /** A copy of one of the module's arrays. @param {string} name @param {number} [first] row @returns {Table} */
  array(name, first = 0) {
    const { memory, rows, columns, stride } = this.place(name);
    if (stride === columns) return { values: memory.slice(first * stride), shape: [rows - first, columns] };
    const values = new Float32Array((rows - first) * columns);
    for (let row = first; row < rows; row++)
      for (let column = 0; column < columns; column++) values[(row - first) * columns + column] = memory[row * stride + column];
    return { values, shape: [rows - first, columns] };
  }

  /** Numbers of a one-row array by the names of a table. @param {string} table @param {string} [array] @returns {Record<string, number>} */
  named(table, array = table) {
    const { memory } = this.place(array);
    return Object.fromEntries(this.names[table].map((name, index) => [name, memory[index]]));
  }

  /** The whole memory: the game as it is. */
  snapshot() {
    return new Uint8Array(this.exports.memory.buffer).slice();
  }

  /** Back to a snapshot, of this or another instance. @param {Uint8Array} snapshot */
  restore(snapshot) {
    const missing = snapshot.length - this.exports.memory.buffer.byteLength;
    if (missing > 0) this.exports.memory.grow(missing >> 16);
    new Uint8Array(this.exports.memory.buffer).set(snapshot);
  }
}
