"""Run directories and checkpoints from elsewhere: whatever their files say, one sentence or a model; and the command line."""

from __future__ import annotations

import json
import shutil
import struct
from pathlib import Path
from typing import Any

import pytest
import torch
from hostile import BOUNDED, COUNT, NAUGHTY, TIMES, Visitor, check, check_error, json_keys, json_values, texts
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import load, save
from small_runs import SMALL, lay_out

from gan_core.cli import main
from gan_core.config import TrainingConfig
from gan_core.errors import GanError
from gan_core.inference import TrainedGenerator
from gan_core.training import loop
from gan_core.training.checkpoint import load_checkpoint
from gan_core.training.history import History
from gan_core.training.run_directory import RunDirectory

WEIGHTS, COUNTERS = "checkpoints/step-00000000.safetensors", "checkpoints/step-00000000.json"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that no test touches."""
    return lay_out(RunDirectory(tmp_path_factory.mktemp("whole") / "run"), SMALL).path


@pytest.fixture
def run(whole: Path, tmp_path: Path) -> Path:
    """A run whose files may be replaced."""
    return Path(shutil.copytree(whole, tmp_path / "run"))


def opened(run: Path) -> None:
    """A model, and a training that goes on, or a sentence."""
    COUNT[200] += 1
    try:
        TrainedGenerator.load(run).images(torch.zeros(1, 16), torch.zeros(1, dtype=torch.int64))
    except GanError as error:
        check_error(dict(error.to_json()))
    try:
        load_checkpoint(run / WEIGHTS, loop.start(SMALL, range(256)))
    except GanError as error:
        check_error(dict(error.to_json()))


def header_of(content: bytes) -> tuple[dict[str, Any], bytes]:
    (length,) = struct.unpack("<Q", content[:8])
    return json.loads(content[8 : 8 + length]), content[8 + length :]


def with_header(header: object, data: bytes, length: int | None = None) -> bytes:
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


offsets = st.lists(st.sampled_from([0, 1, 4, 64, -1, 2**31, 2**63, 2**64 - 1]), min_size=0, max_size=3)
shapes = st.lists(st.sampled_from([0, 1, 3, 2**20, 2**40, 2**62, -1]), max_size=6)
entries = st.fixed_dictionaries(
    {"dtype": st.sampled_from(["F32", "F64", "I64", "BOOL", "BF16", "F8_E4M3", "C64", "X", 7]), "shape": shapes, "data_offsets": offsets}
)


@settings(BOUNDED, max_examples=60 * TIMES)
@given(data=st.data())
def test_any_weights_file_is_a_model_or_a_sentence(data: st.DataObject, whole: Path, tmp_path_factory: pytest.TempPathFactory):
    content = (whole / WEIGHTS).read_bytes()
    header, tensors = header_of(content)
    names = data.draw(st.lists(st.sampled_from(sorted(header)), min_size=1, max_size=3))
    kind = data.draw(st.sampled_from(["header", "bytes", "cut", "length", "swap"]))
    if kind == "header":
        content = with_header(header | {name: data.draw(st.one_of(entries, json_values)) for name in names}, tensors)
    elif kind == "bytes":
        changed = bytearray(content)
        for _ in range(5):
            changed[data.draw(st.integers(0, 4000))] = data.draw(st.integers(0, 255))
        content = bytes(changed)
    elif kind == "cut":
        content = content[: data.draw(st.integers(0, len(content)))]
    elif kind == "length":
        content = with_header(header, tensors, data.draw(st.sampled_from([0, 1, 2**31, 2**63, 2**64 - 1])))
    else:  # two tensors lie in the same place
        content = with_header(header | {name: header[name] | {"data_offsets": header[names[0]]["data_offsets"]} for name in names}, tensors)
    run = Path(shutil.copytree(whole, tmp_path_factory.mktemp("run") / "run"))
    (run / WEIGHTS).write_bytes(content)
    opened(run)


@pytest.mark.parametrize("value", [torch.nan, torch.inf])
@pytest.mark.parametrize("kind", [torch.float32, torch.float64, torch.int64, torch.bool, torch.complex64, torch.bfloat16])
def test_tensors_of_other_kinds_and_no_numbers(value: float, kind: torch.dtype, run: Path):
    tensors = load((run / WEIGHTS).read_bytes())
    for name in ("generator.first.weight", "random.noise", "random.data"):
        if name in tensors:
            whole_number = kind in (torch.int64, torch.bool)
            tensors[name] = torch.full(tensors[name].shape, 1.0 if whole_number else value).to(kind)
    (run / WEIGHTS).write_bytes(save(tensors))
    opened(run)
    with pytest.raises(GanError):
        TrainedGenerator.load(run)


@settings(BOUNDED, max_examples=50 * TIMES)
@given(data=st.data())
def test_any_config_status_or_counters_are_read_or_refused_with_a_sentence(data: st.DataObject, whole: Path, tmp_path_factory):
    run = Path(shutil.copytree(whole, tmp_path_factory.mktemp("run") / "run"))
    for name in data.draw(st.lists(st.sampled_from(["config.json", "status.json", COUNTERS]), min_size=1, unique=True)):
        before = json.loads((run / name).read_text())
        changes = st.dictionaries(st.one_of(st.sampled_from(sorted(before)), json_keys), json_values, min_size=1, max_size=2)
        written = data.draw(st.one_of(changes.map(lambda changed, before=before: before | changed), json_values))
        (run / name).write_text(json.dumps(written))
    opened(run)
    status = RunDirectory(run).read_status()
    assert set(status) >= {"state", "step", "reason"}


lines = st.one_of(
    st.dictionaries(st.one_of(st.sampled_from(["step", "event", "shares", "diversity", "epoch"]), json_keys), json_values, max_size=4).map(
        json.dumps
    ),
    st.fixed_dictionaries({"step": st.integers(0, 9), "event": st.just("look"), "shares": json_values}).map(json.dumps),
    st.fixed_dictionaries({"step": st.integers(0, 9), "generator_loss": st.one_of(st.floats(), json_values)}).map(json.dumps),
    texts,
    st.just("[" * 9000),
)


def test_a_damaged_run_is_one_sentence_and_hides_no_other(visitor: Visitor, runs_folder: Path, whole: Path):
    broken = Path(shutil.copytree(whole, runs_folder / "broken"))

    @settings(BOUNDED, max_examples=40 * TIMES)
    @given(st.lists(lines, min_size=1, max_size=4), st.one_of(st.none(), json_values), st.lists(st.sampled_from(NAUGHTY), max_size=2))
    def tried(log: list[str], config: object, names: list[str]) -> None:
        (broken / "stats.jsonl").write_text("\n".join(log) + "\n", errors="replace")
        (broken / "config.json").write_text(json.dumps(SMALL.to_json() if config is None else config))
        for name in names:
            path = f"{name.strip().replace('/', '-')[:20]}".replace("\x00", "0")
            (broken / "samples" / f"step-{path}.png").write_bytes(b"")
            (broken / "checkpoints" / f"step-{path}.json").write_bytes(b"")
        for path in ("", "/progress", "/curves?from=0&to=9", "/finding?step=3", "/shares"):
            address, _, query = f"/api/runs/broken{path}".partition("?")
            check(visitor.ask("GET", address, query), str(runs_folder))
        assert "own-run" in {row["name"] for row in visitor.ask("GET", "/api/runs").json()["runs"]}
        check(visitor.ask("GET", "/api/evaluations"), str(runs_folder))

    try:
        tried()
    finally:
        shutil.rmtree(broken)


def test_a_log_with_a_damaged_line_is_said_again_and_again(run: Path):
    with (run / "stats.jsonl").open("a") as file:
        file.write("garbage\n")
    history = History(RunDirectory(run))
    for _ in range(2):
        with pytest.raises(GanError, match="garbage"):
            history.refresh()


OPTIONS = [
    "--label",
    "--seed",
    "--n",
    "--out",
    "--preset",
    "--set",
    "--epochs",
    "--max-steps",
    "--device",
    "--metrics",
    "--extractor",
    "--json",
]


def test_the_command_line_answers_with_one_line(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = st.one_of(st.sampled_from(NAUGHTY), texts).filter(lambda word: not word.startswith("-") or word[1:2].isdigit())
    given_options = st.lists(st.tuples(st.sampled_from(OPTIONS), words), max_size=3)
    starts = st.sampled_from([["sample", str(run)], ["evaluate"], ["runs"], ["resume"], ["presets"], ["train"], ["export-demo"], []])

    @settings(BOUNDED, max_examples=80 * TIMES)
    @given(starts, words, given_options)
    def tried(start: list[str], word: str, options: list[tuple[str, str]]) -> None:
        COUNT[200] += 1
        capsys.readouterr()
        try:
            main([*start, word, *(part for option in options for part in option)])
            code = 0
        except SystemExit as end:
            code = end.code
        errors = capsys.readouterr().err
        assert code in (0, 2), errors
        assert code == 0 or len(errors.strip().splitlines()) == 1, errors
        for path in tmp_path.iterdir():
            if path != run and path.is_file():
                path.unlink()

    tried()


def test_settings_of_every_type_are_a_config_or_a_sentence():
    fields = sorted(TrainingConfig().to_json())

    @settings(BOUNDED, max_examples=150 * TIMES)
    @given(st.dictionaries(st.one_of(st.sampled_from(fields), json_keys), json_values, max_size=3))
    def tried(changes: dict[str, Any]) -> None:
        COUNT[200] += 1
        try:
            TrainingConfig.from_json(TrainingConfig().to_json() | changes)
        except GanError as error:
            check_error(dict(error.to_json()))

    tried()
