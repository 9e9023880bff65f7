"""Components of our own: the Python side is here, the browser's in `web/*/browser`."""
