"""The server's plumbing: query strings, compression, caches, the scheduler, limits, security headers, visitors."""
