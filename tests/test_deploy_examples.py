"""The example files of docs/deploy.md say what the app is."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

from web.settings import Settings

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "deploy"


def test_service_starts_the_app_with_settings_it_accepts():
    service = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    service.optionxform = str
    lines = (FOLDER / "gan-classroom.service").read_text(encoding="utf-8")
    service.read_string(re.sub(r"^Environment=(\w+)=", r"Environment.\1=", lines, flags=re.MULTILINE))
    given = {key.removeprefix("Environment."): value for key, value in service["Service"].items() if key.startswith("Environment.")}
    Settings.read(given)
    assert "streamlit run app.py" in service["Service"]["ExecStart"]
    assert (ROOT / "app.py").is_file()


def test_proxy_passes_sockets_uploads_and_names_on():
    text = (FOLDER / "nginx.conf").read_text(encoding="utf-8")
    plain = "\n".join(line.split("#")[0] for line in text.splitlines())
    assert plain.count("{") == plain.count("}")
    limit = re.search(r"client_max_body_size (\d+)m", plain)
    assert int(limit[1]) > Settings().max_upload_mb
    for header in ("Upgrade", "Connection", "Host", "X-Forwarded-For", "X-Forwarded-Proto"):
        assert f"proxy_set_header {header} " in plain


def test_links_of_the_document_lead_to_files():
    for target in re.findall(r"\]\((?!http)([^)#]+)", (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")):
        assert target == "security.md" or (ROOT / "docs" / target).exists(), target
