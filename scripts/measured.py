"""Run a module as `python -m` does and write to a file what it took: seconds, CPU seconds, peak MB and its exit status.

A process of its own stands between: Linux counts the memory of the process that starts another as the peak of the one it starts.
"""

import json
import resource
import subprocess
import sys
import time


def main() -> None:
    took, *command = sys.argv[1:]
    begun = time.perf_counter()
    status = subprocess.call([sys.executable, "-m", *command])
    seconds = time.perf_counter() - begun
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Kilobytes on Linux, bytes on macOS.
    peak = used.ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
    with open(took, "w", encoding="utf-8") as stream:
        json.dump([seconds, used.ru_utime + used.ru_stime, peak, status], stream)


if __name__ == "__main__":
    main()
