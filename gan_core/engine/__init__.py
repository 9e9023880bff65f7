"""The playground's engine: one WebAssembly module that the browser and Python run, so that both see the same bits.

Its C lies beside this file, in the order of who needs whom: memory, vectors, random, matrix, network, objectives, optimisers, data, flow,
drifting, players, measures, history, view, units, playground. `make engine` builds playground.wasm. In the browser: engine.mjs.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import wasmtime
from numpy.typing import NDArray

MODULE = Path(__file__).with_name("playground.wasm")


@cache
def _compiled(path: Path) -> tuple[wasmtime.Engine, wasmtime.Module]:
    engine = wasmtime.Engine()
    return engine, wasmtime.Module(engine, path.read_bytes())


class Engine:
    """One instance of a module: the memory of one game, and the functions on it.

    Args:
        path: the module's file.

    Attributes:
        names: The module's own tables of names, in the order of its numbers: "settings", "loss", "numbers", ...
    """

    def __init__(self, path: Path = MODULE) -> None:
        engine, module = _compiled(path)
        self._store = wasmtime.Store(engine)
        exports = wasmtime.Instance(self._store, module, []).exports(self._store)
        self._exports: dict[str, Any] = {export.name: exports[export.name] for export in module.exports}
        self._memory: wasmtime.Memory = self._exports["memory"]
        text = self._text(self.call("description"))
        self.names = {line.split()[0]: tuple(line.split()[1:]) for line in text.splitlines()}

    def call(self, function: str, *arguments: int) -> int:
        """Run an exported function; its result, if it has one."""
        result = self._exports[function](self._store, *arguments)
        return 0 if result is None else int(result)

    def _text(self, address: int) -> str:
        content = bytes(self._memory.read(self._store, address, address + 10_000))
        return content[: content.index(0)].decode("ascii")

    def write(self, address: int, values: NDArray[Any]) -> None:
        """Put numbers into the module's memory."""
        self._memory.write(self._store, values.tobytes(), address)

    def read(self, address: int, count: int, kind: type[np.generic] = np.float32) -> NDArray[Any]:
        """A copy of `count` numbers of the module's memory."""
        size = count * np.dtype(kind).itemsize
        return np.frombuffer(bytes(self._memory.read(self._store, address, address + size)), kind)

    def _place(self, array: str) -> tuple[int, int, int, int]:
        data, rows, columns, stride = self.read(self.call("array", self.names["arrays"].index(array)), 4, np.int32).tolist()
        return data, rows, columns, stride

    def array(self, name: str) -> NDArray[np.float32]:
        """A copy of one of the module's arrays (rows, columns)."""
        data, rows, columns, stride = self._place(name)
        return self.read(data, rows * stride).reshape(rows, stride)[:, :columns].copy()

    def fill(self, name: str, values: NDArray[np.floating]) -> None:
        """Write one of the module's arrays (rows, columns)."""
        data, rows, columns, stride = self._place(name)
        padded = np.zeros((rows, stride), np.float32)
        padded[:, :columns] = values
        self.write(data, padded)

    def snapshot(self) -> bytes:
        """The whole memory: the game as it is."""
        return bytes(self._memory.read(self._store))

    def restore(self, snapshot: bytes) -> None:
        """Back to a snapshot, of this or another instance."""
        missing = len(snapshot) - self._memory.data_len(self._store)
        if missing > 0:
            self._memory.grow(self._store, missing >> 16)
        self._memory.write(self._store, snapshot)
