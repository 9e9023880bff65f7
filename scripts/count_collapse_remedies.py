"""Play both collapses of the playground with each remedy from many seeds, and write down how they ended: evidence of the Errata page.

    python scripts/count_collapse_remedies.py --seeds 20

Written after every game and begun again where it was left.
"""

from __future__ import annotations

import argparse
import json

from gan_core.playground.collapse_remedies import CAUSES, COUNTED_FILE, FIRST_SEED, REMEDIES, play


def main() -> None:
    """Play what is missing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--seeds", type=int, default=20)
    seeds = parser.parse_args().seeds
    rows = json.loads(COUNTED_FILE.read_text("utf-8")) if COUNTED_FILE.exists() else {}
    for count in range(1, seeds + 1):
        for cause in CAUSES:
            for remedy in REMEDIES:
                ends = rows.setdefault(f"{cause}/{remedy}", [])
                if len(ends) < count:
                    ends.append(play(cause, remedy, FIRST_SEED + count - 1))
                    lines = [f"{json.dumps(name)}: {json.dumps(row)}" for name, row in rows.items()]
                    COUNTED_FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
                    print(count, cause, remedy, ends[-1], flush=True)


if __name__ == "__main__":
    main()
