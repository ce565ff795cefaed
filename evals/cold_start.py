"""What a fresh process needs until its first answer; `evals.bench` starts it as `python -m evals.cold_start`."""

import json
import sys
from pathlib import Path

from evals.bench_questions import PATIENT_LIKE


def resident_mb() -> float:
    """Say how much memory this process holds, in MB; the most it ever held where the system does not tell."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) * 1024 / 1e6
    except (OSError, StopIteration):
        import resource

        # Kilobytes on Linux, bytes on macOS.
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def main(home: Path, embedder: str) -> None:
    """Load the published generation, answer one question, and write this process's memory to stdout."""
    from index.embedders import embedder_named
    from index.retrieve import Retriever
    from index.shelf import Shelf
    from index.vectors.faiss_flat import use_one_thread

    use_one_thread()
    generation = Shelf(home).load_published()
    hits = Retriever(generation, embedder_named(embedder)).retrieve(PATIENT_LIKE[0], k=5).hits
    sys.stdout.write(json.dumps({"resident_mb": round(resident_mb(), 1), "hits": len(hits)}) + "\n")
    generation.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
