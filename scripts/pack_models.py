"""Pack shipped generators for the browser anew: `python scripts/pack_models.py NAME...` writes checkpoints/NAME/browser.bin.

`scripts/ship_run.py` does it by itself.
"""

from __future__ import annotations

import sys

from gan_core.browser import pack_shipped
from gan_core.paths import CHECKPOINTS

for name in sys.argv[1:]:
    print(pack_shipped(CHECKPOINTS / name))
