"""How much a training slows down when many watch it: the app itself, a real training, viewers that poll as the Training page does.

Rounds without and with viewers alternate on one running training, so whatever else the machine does falls on all alike.

    python -m benchmarks.bench_viewers [--seconds N] [--rounds N] [--viewers 8 30]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time

import httpx

from benchmarks.browser import free_port

POLL_SECONDS = 0.5
MARK = {"X-GAN-Classroom": "1"}
SETTLE_SECONDS = 1.0


async def viewer(client: httpx.AsyncClient, run: str, stop: asyncio.Event, delays: list[float]) -> None:
    """Status and curves twice a second, each with its ETag; a sample's picture when there is a new one."""
    tags: dict[str, str] = {}
    sample = -1
    while not stop.is_set():
        began = time.perf_counter()
        for path in ("", "/curves"):
            headers = {"If-None-Match": tags[path]} if path in tags else {}
            answer = await client.get(f"/api/runs/{run}{path}", headers=headers)
            tags[path] = answer.headers["ETag"]
            if not path and answer.status_code == 200 and (steps := answer.json()["sample_steps"]) and steps[-1] != sample:
                sample = steps[-1]
                await client.get(f"/api/runs/{run}/samples/{sample}")
        delays.append(time.perf_counter() - began)
        await asyncio.sleep(max(0.0, POLL_SECONDS - (time.perf_counter() - began)))


async def speed(client: httpx.AsyncClient, run: str, seconds: float) -> float:
    """Real images a second the training takes in."""
    first = (await client.get(f"/api/runs/{run}")).json()
    began = time.perf_counter()
    await asyncio.sleep(seconds)
    last = (await client.get(f"/api/runs/{run}")).json()
    return (last["images_seen"] - first["images_seen"]) / (time.perf_counter() - began)


async def watched(url: str, client: httpx.AsyncClient, run: str, viewers: int, seconds: float, delays: list[float]) -> float:
    """The speed with so many viewers."""
    stop = asyncio.Event()
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=60) as crowd:
        tasks = [asyncio.create_task(viewer(crowd, run, stop, delays)) for _ in range(viewers)]
        await asyncio.sleep(SETTLE_SECONDS)
        result = await speed(client, run, seconds)
        stop.set()
        await asyncio.gather(*tasks)
    return result


async def measure(url: str, settings: argparse.Namespace) -> None:
    async with httpx.AsyncClient(base_url=url, timeout=120) as client:
        await client.get("/")  # brings the cookie
        answer = await client.post("/api/runs", json={"preset": "cgan-quick", "settings": {"epochs": 1000, "log_every": 1}}, headers=MARK)
        run = answer.json()["name"]
        while not (status := (await client.get(f"/api/runs/{run}")).json())["last"]:
            assert status["state"] in ("queued", "running"), status
            await asyncio.sleep(0.2)
        print(f"cgan-quick, {status['config']['batch_size']} images a step, a line of numbers every step")
        counts = [0, *settings.viewers]
        speeds: dict[int, list[float]] = {count: [] for count in counts}
        delays: dict[int, list[float]] = {count: [] for count in counts}
        for _ in range(settings.rounds):
            for count in counts:
                speeds[count].append(await watched(url, client, run, count, settings.seconds, delays[count]))
        await client.post(f"/api/runs/{run}/stop", headers=MARK)
    print(f"  {'viewers':>8} {'images/s':>9} {'ratio':>6}   one look, ms (p50 / p95)")
    for count in counts:
        ratio = statistics.median(mine / alone for mine, alone in zip(speeds[count], speeds[0], strict=True))
        looks = sorted(delays[count]) or [0.0]
        shown = f"{1000 * looks[len(looks) // 2]:.0f} / {1000 * looks[int(0.95 * len(looks))]:.0f}" if count else ""
        print(f"  {count:8} {statistics.median(speeds[count]):9.0f} {ratio:6.2f}   {shown}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--viewers", type=int, nargs="+", default=[8, 30])
    settings = parser.parse_args()
    port = free_port()
    url = f"http://localhost:{port}"
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} cores, load {load:.1f} at the start; {settings.rounds} rounds of {settings.seconds:g} s each, in turn")
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), "--server.headless", "true"]
        environment = os.environ | {"GAN_RUNS_DIR": folder, "GAN_MAX_MINUTES": "0"}
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment) as server:
            try:
                wait_for(url)
                asyncio.run(measure(url, settings))
            finally:
                server.terminate()


def wait_for(url: str) -> None:
    """Until the app answers."""
    while True:
        try:
            if httpx.get(f"{url}/_stcore/health", timeout=5).text == "ok":
                return
        except httpx.HTTPError:
            time.sleep(0.1)


if __name__ == "__main__":
    main()
