from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gan_core.errors import ConfigError
from gan_core.paths import ROOT
from web.settings import RANGES, Settings


def test_without_variables_the_defaults():
    assert Settings.read({}) == Settings.read({"GAN_MAX_JOBS": " "}) == Settings()


def test_every_setting_is_read():
    given = {
        "GAN_RUNS_DIR": "/somewhere", "GAN_DEVICE": "cpu", "GAN_MAX_RUNNING": "2", "GAN_MAX_JOBS": "3", "GAN_MAX_QUEUE": "4",
        "GAN_MAX_MINUTES": "1.5",        "GAN_MAX_STEPS": "6", "GAN_IDLE_MINUTES": "7", "GAN_PRESENTER_PIN": "8888",
        "GAN_MAX_UPLOAD_MB": "9", "GAN_MAX_UPLOADS_MB": "14", "GAN_UPLOAD_HOURS": "15", "GAN_CORES": "16",
        "GAN_MAX_OWN_RUNS": "17", "GAN_MAX_RUNS": "18", "GAN_MAX_RUNS_MB": "19",
        "GAN_EMBED_ORIGINS": "https://a.example  http://*.b.example:8443",
    }  # fmt: skip
    assert Settings.read(given) == Settings(
        Path("/somewhere"), "cpu", 16, 2, 3, 4, 1.5, 6,
        idle_minutes=7.0, presenter_pin="8888", embed_origins=("https://a.example", "http://*.b.example:8443"), max_upload_mb=9,
        max_uploads_mb=14, upload_hours=15,
        max_own_runs=17, max_runs=18, max_runs_mb=19,
    )  # fmt: skip


@pytest.mark.parametrize("name", RANGES)
@pytest.mark.parametrize("text", ["-1", "many", "nan", "1e99", "9" * 30])
def test_a_wrong_number_is_named(name, text):
    variable = f"GAN_{name.upper()}"
    with pytest.raises(ConfigError, match=rf"^{variable}: got '{text}'; accepted: {RANGES[name][0]} to {RANGES[name][1]}\.$"):
        Settings.read({variable: text})


@pytest.mark.parametrize(
    ("variable", "text"),
    [("GAN_DEVICE", "tpu"), ("GAN_PRESENTER_PIN", "123"), ("GAN_PRESENTER_PIN", "mật khẩu")]
    + [("GAN_EMBED_ORIGINS", text) for text in ("a.example", "https://a.example/path", "https://a; script-src *", "javascript:alert(1)")],
)
def test_a_wrong_word_is_named_and_a_pin_is_not_repeated(variable, text):
    with pytest.raises(ConfigError, match=f"^{variable}: got ") as refused:
        Settings.read({variable: text})
    assert variable != "GAN_PRESENTER_PIN" or text not in str(refused.value)


def test_the_app_does_not_start_with_a_wrong_setting():
    command = [sys.executable, "-c", "import web.settings"]
    answer = subprocess.run(command, cwd=ROOT, env=os.environ | {"GAN_MAX_JOBS": "x"}, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stderr) == (1, "GAN_MAX_JOBS: got 'x'; accepted: 0 to 1000.\n")
