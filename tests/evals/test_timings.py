"""Latencies as percentiles."""

from evals.timings import percentiles, stage_percentiles


def test_percentiles_interpolate_as_numpy_does() -> None:
    assert percentiles([1.0, 2.0, 3.0, 4.0, 5.0], 50, 95) == {"p50": 3.0, "p95": 4.8}
    assert percentiles([], 50) == {}


def test_each_stage_and_their_sum_are_summarised() -> None:
    timings = [{"dense": 1.0, "fuse": 2.0}, {"dense": 3.0, "fuse": 2.0}]
    assert stage_percentiles(timings, 50) == {"dense": {"p50": 2.0}, "fuse": {"p50": 2.0}, "total": {"p50": 4.0}}
