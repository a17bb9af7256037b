"""How long the two commands of the README take from nothing: `python3 scripts/cold_times.py [run] [test]`, both when none is named.

Each is run in a fresh clone of the commit that is checked out, with an empty target folder; packages that this user's npm and cargo have downloaded before
are downloaded no second time. Prints the minutes beside what they may be, and the ten crates whose compilation took longest, and writes both to
`bench/out/cold.json` as rows like those of `make bench`. Takes an hour and more, and means something on a machine that does nothing else.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "out" / "cold.json"
MINUTES_MAX = {"run": 20, "test": 60}
SLOWEST = 10

# Between cargo and rustc: notes how long each crate took.
WRAPPER = """#!/bin/sh
begin=$(date +%s%N)
"$@"
status=$?
name=none
for word in "$@"; do
  [ "$before" = --crate-name ] && name=$word
  before=$word
done
echo "$name $(( ($(date +%s%N) - begin) / 1000000 ))" >>"$COMPILED"
exit $status
"""


def row(measure: str, ours: float, unit: str, baseline: float | None = None) -> dict[str, object]:
    compared = {"baseline": baseline, "baseline_name": "what it may take", "ratio": ours / baseline} if baseline else {}
    absent = dict.fromkeys(["baseline", "baseline_name", "ratio", "p50", "p99", "p99_9"])
    return {"area": "path", "measure": measure, "ours": ours, "unit": unit} | absent | compared


def until_it_listens(command: list[str], clone: Path, environment: dict[str, str]) -> bool:
    """`make run`, ended by its own group once the server says where it listens."""
    process = subprocess.Popen(command, cwd=clone, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        return any(line.startswith("listening ") for line in process.stdout)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def timed(command: str, folder: Path) -> list[dict[str, object]]:
    clone, compiled = folder / "jogak", folder / "compiled"
    subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
    wrapper = folder / "rustc-timed"
    wrapper.write_text(WRAPPER)
    wrapper.chmod(0o755)
    environment = os.environ | {"CARGO_TARGET_DIR": str(folder / "target"), "RUSTC_WRAPPER": str(wrapper), "COMPILED": str(compiled)}
    begin = time.monotonic()
    if command == "run":
        succeeded = until_it_listens(["make", "run", "ARGS=--port 0"], clone, environment)
    else:
        succeeded = subprocess.run(["make", "test"], cwd=clone, env=environment, check=False).returncode == 0
    minutes = (time.monotonic() - begin) / 60
    if not succeeded:
        sys.exit(f"`make {command}` failed after {minutes:.1f} minutes")
    crates = [(int(milliseconds) / 1000, name) for name, milliseconds in (line.split() for line in compiled.read_text().splitlines())]
    slowest = sorted(crates, reverse=True)[:SLOWEST]
    return [
        row(f"cold_{command}_minutes", minutes, "min", MINUTES_MAX[command]),
        *(row(f"cold_{command}_crate {name}", seconds, "s") for seconds, name in slowest),
    ]


def main(commands: list[str]) -> None:
    if unknown := [command for command in commands if command not in MINUTES_MAX]:
        sys.exit(f"there is no {unknown[0]}; run and test are timed")
    rows = []
    for command in commands or list(MINUTES_MAX):
        with tempfile.TemporaryDirectory(prefix="jogak-cold-") as folder:
            rows += timed(command, Path(folder))
        for measured in rows[-SLOWEST - 1 :]:
            may_be = f" of {measured['baseline']}" if measured["baseline"] else ""
            print(f"{measured['measure']:<44} {measured['ours']:7.1f}{may_be} {measured['unit']}")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
