"""A room full of visitors: what `benchmarks.bench_classroom` is made of."""
