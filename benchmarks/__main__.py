"""`make bench`: every table, one after the other."""

from __future__ import annotations

from benchmarks import (
    bench_classroom,
    bench_convolution,
    bench_distributed,
    bench_experiment,
    bench_first_page,
    bench_gradio,
    bench_images,
    bench_latent,
    bench_lessons,
    bench_metrics,
    bench_plane_engines,
    bench_players,
    bench_playground,
    bench_room,
    bench_training,
    bench_viewers,
)

if __name__ == "__main__":
    bench_training.main()
    print()
    bench_distributed.main()
    print()
    bench_latent.main()
    print()
    bench_gradio.main()
    print()
    bench_first_page.main()
    print()
    bench_convolution.main()
    print()
    bench_lessons.main()
    print()
    bench_playground.main()
    print()
    bench_plane_engines.main()
    print()
    bench_images.main()
    print()
    bench_metrics.main()
    print()
    bench_viewers.main()
    print()
    bench_players.main()
    print()
    bench_room.main()
    print()
    bench_experiment.main()
    print()
    bench_classroom.main()
