"""What Streamlit keeps to itself and this app uses all the same: here and in `index_page`, so that a new version is tried in one place.

`tests/web/server/test_internals.py` says which version took something away.
"""

from __future__ import annotations

from streamlit import config
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime import exists, get_instance
from streamlit.runtime.pages_manager import PagesManager

__all__ = [
    "BASE_PATH",
    "UPLOADS",
    "StreamlitPage",
    "held_uploads",
    "import_for_first_run",
    "set_max_upload_mb",
    "take_base_path",
    "take_pages_from_navigation",
]

BASE_PATH = "server.baseUrlPath"
UPLOADS = "/_stcore/upload_file/"  # the address that files are sent to, before the visit's name


def take_pages_from_navigation() -> None:
    """Else a fresh server opens a direct link as a bare file of pages/, without its shell."""
    PagesManager.uses_pages_directory = False


def take_base_path() -> str:
    """What the option says. It is empty afterwards: Streamlit would put its own routes below the path, and leave ours where they are."""
    base: str = config.get_option(BASE_PATH)
    config.set_option(BASE_PATH, "")
    return base


def set_max_upload_mb(megabytes: int) -> None:
    """Once the server runs; `st.set_option` refuses options of the server."""
    config.set_option("server.maxUploadSize", megabytes)


def held_uploads() -> dict[str, list[int]]:
    """Sizes of the files that are held, by visit."""
    if not exists():
        return {}
    storage = getattr(get_instance().uploaded_file_mgr, "file_storage", {})
    return {visit: [len(file.data) for file in list(files.values())] for visit, files in list(storage.items())}


def import_for_first_run() -> None:
    """What Streamlit imports while the first script runs: 0.3 s that would stand before the first heading."""
    import pandas  # noqa: F401 - a component's data is asked whether it is a data frame
    import PIL.Image  # noqa: F401 - the window's icon
    import streamlit.material_icon_names  # noqa: F401 - the pages' icons
