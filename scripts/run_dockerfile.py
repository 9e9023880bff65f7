"""Carry out the steps of a Dockerfile where there is no Docker engine, then start what it starts and ask whether it is healthy.

    debootstrap --variant=minbase --include=python3.11,python3-pip,ca-certificates bookworm ROOT   # stands for FROM python:3.11-slim
    python scripts/run_dockerfile.py Dockerfile --root ROOT

Needs root on Linux, and `unshare`, `nsenter`, `chroot`. Every RUN happens inside ROOT (chroot, with mounts and processes of its own),
COPY takes the tracked files that .dockerignore lets through, USER is who runs. CMD runs in a network of its own that reaches nothing;
HEALTHCHECK and a request for the page ask it there, and then it is told to stop. What differs from an image: there are no layers and no
cache, ROOT keeps what a step did, and limits of memory and cores are the machine's.

--replace OLD=NEW changes the steps' text, for an index that cannot be reached: --replace " --extra-index-url URL=" --replace "+cpu="
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from dockerfile_parse import DockerfileParser

from scripts.make_space import ROOT as PROJECT
from scripts.make_space import allowed

DOORS = {"Dockerfile": "docker", "Dockerfile.gradio": "gradio"}
BORROWED = ("/etc/resolv.conf", "/etc/hosts", "/etc/ssl/certs/ca-certificates.crt", "/etc/pip.conf")
PATIENCE = 180.0  # seconds until the app is healthy
STDLIB_GET = (
    "import sys, urllib.request as web; answer = web.urlopen(sys.argv[1], timeout=20); print(answer.status, len(answer.read()), 'bytes')"
)


@dataclass
class Image:
    """Where the steps have come to: who runs, where, with which variables."""

    root: Path
    door: str
    user: str = "root"
    folder: str = "/"
    environment: dict[str, str] = field(default_factory=lambda: {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LANG": "C.UTF-8"})
    health: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)

    def inside(self, command: list[str]) -> list[str]:
        """The command as the current user, in the current folder, inside the root."""
        there = ["sh", "-c", 'cd "$0" && exec "$@"', self.folder, *command]
        return ["chroot", f"--userspec={self.user}", str(self.root), *there]

    def run(self, command: list[str]) -> None:
        """Run and wait. Raises CalledProcessError."""
        pip = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        subprocess.run(self.inside(command), env=pip | {"PIP_BREAK_SYSTEM_PACKAGES": "1"} | self.environment, check=True)


def main() -> None:
    """Build and try."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dockerfile", choices=DOORS)
    parser.add_argument("--root", type=Path, required=True, help="a root file system with Python, which the steps change")
    parser.add_argument("--replace", action="append", default=[], metavar="OLD=NEW", help="in the text of the steps")
    parser.add_argument("--bind", action="append", default=[], type=Path, metavar="DIR", help="show a folder of this machine inside")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if not arguments.inside:  # mounts and processes of our own, which end with us
        os.execvp(
            "unshare", ["unshare", "--mount", "--mount-proc", "--pid", "--fork", "--kill-child", sys.executable, *sys.argv, "--inside"]
        )
    image = Image(arguments.root.resolve(), DOORS[arguments.dockerfile])
    furnish(image.root, arguments.bind)
    text = (PROJECT / arguments.dockerfile).read_text()
    for change in arguments.replace:
        old, _, new = change.rpartition("=")
        print(f"replaced {text.count(old)} times: {old!r} by {new!r}")
        text = text.replace(old, new)
    for step in DockerfileParser(fileobj=io.BytesIO(text.encode())).structure:
        if step["instruction"] != "COMMENT":
            print(f"STEP {step['instruction']} {step['value']}", flush=True)
            began = time.monotonic()
            STEPS[step["instruction"]](image, step["value"])
            print(f"     {time.monotonic() - began:.1f} s", flush=True)
    try_out(image)


def furnish(root: Path, folders: list[Path]) -> None:
    """What Docker gives every container: /proc, /dev, names and certificates; and `python` where the image python:3.11-slim has it."""
    for folder in (Path("/dev"), *folders):
        (root / folder.relative_to("/")).mkdir(parents=True, exist_ok=True)
        subprocess.run(["mount", "--rbind", folder, root / folder.relative_to("/")], check=True)
    subprocess.run(["mount", "-t", "proc", "proc", root / "proc"], check=True)
    for name in BORROWED:
        if Path(name).exists():
            shutil.copyfile(name, root / name.lstrip("/"))
    python = root / "usr/local/bin/python"
    if not python.exists():
        python.symlink_to("/usr/bin/python3.11")


def run_step(image: Image, value: str) -> None:
    """RUN, as a shell reads it."""
    image.run(["sh", "-c", value])


def copy_step(image: Image, value: str) -> None:
    """COPY of tracked files that the door's .dockerignore lets through."""
    *sources, target = shlex.split(value)
    wanted = allowed(image.door) if sources == ["."] else sources
    listed = subprocess.run(["git", "ls-files", "-z", "--", *wanted], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    names = [name for name in listed.split("\0") if name]
    place = image.root / image.folder.lstrip("/") / target
    for name in names:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PROJECT / name, place / name)
    print(f"     {len(names)} files")


def env_step(image: Image, value: str) -> None:
    """ENV."""
    image.environment |= dict(pair.split("=", 1) for pair in shlex.split(value))


def workdir_step(image: Image, value: str) -> None:
    """WORKDIR."""
    image.folder = value
    (image.root / value.lstrip("/")).mkdir(parents=True, exist_ok=True)


def user_step(image: Image, value: str) -> None:
    """USER."""
    image.user = f"{value}:{value}"


def health_step(image: Image, value: str) -> None:
    """HEALTHCHECK; its times are not kept to."""
    image.health = json.loads(value[value.index("CMD ") + 4 :])


def cmd_step(image: Image, value: str) -> None:
    """CMD."""
    image.command = json.loads(value)


def note(_image: Image, _value: str) -> None:
    """FROM is the root, EXPOSE a remark."""


STEPS = {
    "FROM": note, "EXPOSE": note, "RUN": run_step, "COPY": copy_step, "ENV": env_step, "WORKDIR": workdir_step, "USER": user_step,
    "HEALTHCHECK": health_step, "CMD": cmd_step,
}  # fmt: skip


def try_out(image: Image) -> None:
    """Start CMD in a network of its own, wait for HEALTHCHECK, ask for the page, look at who runs and what it may write, stop it."""
    began = time.monotonic()
    alone = ["unshare", "--net", "sh", "-c", 'ip link set lo up; exec "$@"', "sh"]
    app = subprocess.Popen([*alone, *image.inside(image.command)], env=image.environment)

    def ask(command: list[str]) -> subprocess.CompletedProcess[str]:
        there = ["nsenter", f"--net=/proc/{app.pid}/ns/net", *image.inside(command)]
        return subprocess.run(there, env=image.environment, capture_output=True, text=True, check=False)

    try:
        while ask(image.health).returncode:
            if app.poll() is not None or time.monotonic() - began > PATIENCE:
                raise SystemExit(f"not healthy after {time.monotonic() - began:.0f} s; its exit status: {app.poll()}")
            time.sleep(0.5)
        print(f"HEALTHY after {time.monotonic() - began:.1f} s")
        print("PAGE", ask(["python", "-c", STDLIB_GET, "http://localhost:7860/"]).stdout.strip())
        status = Path(f"/proc/{app.pid}/status").read_text()
        print("USER", next(line for line in status.splitlines() if line.startswith("Uid:")).split()[1])
        for folder in (image.folder, image.environment["HOME"], "/data"):
            print("WRITABLE" if ask(["test", "-w", folder]).returncode == 0 else "NOT WRITABLE", folder)
    finally:
        stopped = time.monotonic()
        app.send_signal(signal.SIGTERM)
        try:
            status_at_end = app.wait(30)
        except subprocess.TimeoutExpired:
            app.kill()
            raise SystemExit("did not stop within 30 s of SIGTERM") from None
        print(f"STOPPED {time.monotonic() - stopped:.1f} s after SIGTERM, exit status {status_at_end}")


if __name__ == "__main__":
    main()
