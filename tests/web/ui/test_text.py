"""Everything that is said exists in both languages and says the same."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.errors import MESSAGES, GanError
from gan_core.paths import CHECKPOINTS
from gan_core.translations import LOCALES, prose_files, table_files
from web.lessons import LESSONS
from web.ui.text import LANGUAGES, plain, prose, t, table

ROOT = Path(__file__).parents[3]
FOLDERS = ("pages", "web", "gradio_app")
SPEAKERS = [
    *ROOT.glob("*.py"),
    ROOT / "gan_core" / "greeting.py",
    ROOT / "gan_core" / "frozen" / "figure.py",
    ROOT / "gan_core" / "training" / "run_title.py",
    *sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")),
]
TABLES = list(table_files())


def placeholders(sentence: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", sentence))


def calls(path: Path, *names: str) -> list[str]:
    """First arguments of calls of these functions, as patterns: an f-string's fields match any word."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names and node.args):
            continue
        match node.args[0]:
            case ast.Constant(value=str(key)):
                found.append(re.escape(key))
            case ast.JoinedStr(values=parts):
                found.append("".join(re.escape(part.value) if isinstance(part, ast.Constant) else r"\w+" for part in parts))
    return found


@pytest.mark.parametrize("name", TABLES)
def test_labels_agree(name):
    for key, row in table(name).items():
        assert set(row) == set(LANGUAGES), key
        assert all(sentence.strip() for sentence in row.values()), key
        assert placeholders(row["vi"]) == placeholders(row["en"]), key


def test_prose_agrees():
    written = {name.rsplit(".", 1)[0] for name in prose_files()}
    assert set(prose_files()) == {f"{name}.{spoken}" for name in written for spoken in LANGUAGES}
    assert all(path.read_text(encoding="utf-8").strip() for path in prose_files().values())


def test_a_file_is_found_by_its_own_name():
    """The folders only group: two files of one name would hide one another."""
    found = [path.stem for path in LOCALES.rglob("*") if path.is_file() and path.parent.name not in ("lists", "tours")]
    assert sorted(found) == sorted([*table_files(), *prose_files()])


SAYING = [path for path in SPEAKERS if calls(path, "t", "prose", "table", "words")]


@pytest.mark.parametrize("path", SAYING, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_the_code_says_is_written(path):
    labels = [f"{name}.{key}" for name in TABLES for key in table(name)]
    for pattern in calls(path, "t"):
        assert any(re.fullmatch(pattern, label) for label in labels), pattern
    for pattern in calls(path, "prose"):
        assert any(re.fullmatch(pattern, name.rsplit(".", 1)[0]) for name in prose_files()), pattern
    for pattern in calls(path, "table", "words"):
        assert any(re.fullmatch(pattern, name) for name in TABLES), pattern


@pytest.mark.parametrize("path", sorted((ROOT / "pages").rglob("*.py")), ids=lambda path: path.stem)
def test_pages_hold_no_prose(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
    }
    strings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)} - docstrings
    assert [string for string in strings if re.search(r"\s", string.strip()) or not string.isascii()] == []


ERRORS = ("GanError", "ConfigError", "DataError", "CheckpointError", "LabelError")


def test_every_error_has_a_sentence():
    files = (path for folder in (*FOLDERS, "gan_core", "scripts") for path in (ROOT / folder).rglob("*.py"))
    raised = {code for path in files for code in calls(path, *ERRORS)}
    assert {code for code in raised if not any(re.fullmatch(code, known) for known in MESSAGES)} == set()
    assert {code: row["en"] for code, row in table("errors").items()} == MESSAGES


def test_no_table_is_left_over():
    """A key twice in one table is an error of TOML; a table that no page reads is one of ours."""
    used = {pattern.split("\\.")[0] for path in SPEAKERS for pattern in calls(path, "t", "table", "words", "make_stage")}
    on_plain_pages = {
        name for path in SPEAKERS for name in re.findall(r'plain_page\(\w+\(request\), "(\w+)"', path.read_text(encoding="utf-8"))
    }
    lessons = {table for name in LESSONS for table in (name, f"{name}_lesson")}  # web/lessons/page.py and its stage read these
    assert set(TABLES) - used - on_plain_pages - lessons == set()
    for name in TABLES:
        table(name)


def say() -> None:
    import streamlit as st

    from web.ui.text import class_name, language, t

    st.text(language())
    st.text(t("errors.value", field="seed", received="'x'", expected="0 … 9"))
    st.text(class_name("Sneaker"))
    st.text(class_name("Axolotl"))


@pytest.mark.parametrize(
    ("locale", "link", "expected"),
    [
        ("vi-VN", None, "vi"),
        ("en-GB", None, "en"),
        ("fr-FR", None, "en"),
        ("vi", "en", "en"),
        ("en-US", "vi", "vi"),
        ("vi-VN", "xx", "vi"),
        (None, None, "en"),
    ],
)
def test_language_is_the_links_then_the_browsers(locale, link, expected):
    at = AppTest.from_function(say)
    if locale:
        at.context["locale"] = locale
    if link:
        at.query_params["lang"] = link
    at.run()
    assert not at.exception
    assert [element.value for element in at.text] == [
        expected,
        {"vi": "seed: nhận được 'x'; chấp nhận: 0 … 9.", "en": "seed: got 'x'; accepted: 0 … 9."}[expected],
        {"vi": "Giày thể thao", "en": "Sneaker"}[expected],
        "Axolotl",
    ]


def test_missing_key_is_an_error():
    with pytest.raises(KeyError, match="nothing"):
        t("shell.nothing")
    with pytest.raises(KeyError):
        prose("nothing.at_all")


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_an_error_is_one_sentence_and_never_a_traceback(spoken):
    def fail() -> None:
        from gan_core.errors import GanError
        from web.ui.errors import show_failure

        show_failure(GanError("missing_path", field="out", received="[a](http://x) <b>"))
        show_failure(ZeroDivisionError("secret"))

    at = AppTest.from_function(fail)
    at.query_params["lang"] = spoken
    at.run()
    mistake, failure = (element.value for element in at.error)
    assert mistake == plain(table("errors")["missing_path"][spoken].format(field="out", received="[a](http://x) <b>"))
    assert "\\[a\\]" in mistake
    assert failure == table("shell")["failure"][spoken]
    assert "secret" not in failure


def test_error_fields_fill_every_sentence():
    for code, sentence in MESSAGES.items():
        fields = dict.fromkeys(placeholders(sentence), "7")
        assert "{" not in str(GanError(code, **fields))


def test_every_shipped_model_is_said_in_words():
    """What it is, and what its pictures are like; models that judge draw none."""
    shipped = {path.parent.name for path in CHECKPOINTS.glob("*/config.json")}
    assert set(table("models")) == {f"{name}{end}" for name in shipped for end in ("", ".expect")}
