"""What the demo says, in the language of the page or of the request."""

from __future__ import annotations

from gan_core.errors import GanError
from gan_core.inference import TrainedGenerator
from gan_core.translations import FALLBACK, LANGUAGES, table


def words(name: str, language: str) -> dict[str, str]:
    """All labels of the table NAME in one language."""
    return {key: row[language] for key, row in table(name).items()}


def class_name(name: str, language: str) -> str:
    """A data set's class name; as it is where no translation exists."""
    return words("classes", language).get(name, name)


def drawn_name(generator: TrainedGenerator, model: str, label: int, language: str) -> str:
    """What a picture is of: its class, or its model where that has none."""
    names = generator.class_names
    return class_name(names[label], language) if names else words("models", language).get(model, model)


def sentence(error: GanError, language: str) -> str:
    """What went wrong and what to do."""
    return words("errors", language)[error.code].format(**error.to_json()["fields"])


def percent(share: float, language: str) -> str:
    """0.113 as "11.3 %", or "11,3 %" in Vietnamese."""
    number = f"{100 * share:.1f} %"
    return number.replace(".", ",") if language == "vi" else number


def preferred(accept_language: str) -> str:
    """The language of a browser's `Accept-Language`, as far as its first choice is one of ours; else English."""
    first = accept_language.split(",")[0].split(";")[0].split("-")[0].strip().lower()
    return first if first in LANGUAGES else FALLBACK
