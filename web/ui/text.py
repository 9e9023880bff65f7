"""The visitor's language, and everything that is said in it: labels and prose from `locales/`."""

from __future__ import annotations

import streamlit as st

from gan_core.errors import GanError, storage_error
from gan_core.translations import FALLBACK, LANGUAGES, prose_in, table


def language() -> str:
    """ "vi" or "en": what was chosen in this session, else what the link says (`?lang=`), else the browser's own language."""
    if "language" not in st.session_state:
        asked = st.query_params.get("lang", "")
        st.session_state["language"] = asked if asked in LANGUAGES else browser_language()
    return st.session_state["language"]


def browser_language() -> str:
    """The browser's language where it is one of ours, else English."""
    spoken = (st.context.locale or "").lower().split("-")[0]
    return spoken if spoken in LANGUAGES else FALLBACK


def t(key: str, **fields: object) -> str:
    """The label `PAGE.KEY` in the visitor's language, its {fields} filled. Raises KeyError."""
    page, name = key.split(".", 1)
    return table(page)[name][language()].format(**fields)


def words(name: str) -> dict[str, str]:
    """All labels of the table NAME in the visitor's language, for a component; {fields} are filled in the browser."""
    spoken = language()
    return {key: row[spoken] for key, row in table(name).items()}


def prose(name: str) -> str:
    """Markdown of `NAME.LANGUAGE.md`. Raises KeyError."""
    return prose_in(name, language())


def class_name(name: str) -> str:
    """A data set's class name in the visitor's language; as it is where no translation exists."""
    return table("classes").get(name, {}).get(language(), name)


def error_sentence(error: GanError) -> str:
    """What went wrong and what to do, in the visitor's language."""
    return t(f"errors.{error.code}", **error.to_json()["fields"])


def error_box(error: GanError | OSError) -> None:
    """Show that sentence; of a disk that is full or read-only, too."""
    st.error(plain(error_sentence(error if isinstance(error, GanError) else storage_error(error))), icon=":material/error:")


def plain(sentence: str) -> str:
    """The sentence with Markdown's signs escaped: parts of it may have come from outside."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]()<>#+-.!|$~:" else letter for letter in sentence)
