"""Runs everything that `make test` promises, and ends with the line `N passed, N failed`.

Formatting and lints come first and end the run when they fail. Then every test runs; what passed is written to `evidence/passed-tests.txt` in the
target folder, and `features-check` compares docs/features.toml with it. The tests of these scripts and that check count as one test each. A test that is ignored counts as a failure: a test that does not run proves nothing.
"""

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / os.environ.get("CARGO_TARGET_DIR", "target")
PASSED_FILE = TARGET / "evidence" / "passed-tests.txt"
CLOSING_LINE_FILE = TARGET / "evidence" / "closing-line.txt"

# Programs that tests start, with the Debian packages that have them.
NEEDED = ["pg_ctlcluster:postgresql"]

# Where CI runs, a lock file that does not fit the manifests is an error.
LOCKED = ["--locked"] if os.environ.get("CI") else []

# Colours would stand between the words that are looked for.
PLAIN_OUTPUT = os.environ | {"CARGO_TERM_COLOR": "never"}

RUNNING = re.compile(r"^\s+Running .*\((?:.*/)?(?P<binary>[A-Za-z0-9_-]+)-[0-9a-f]+\)$")
DOC_TESTS = re.compile(r"^\s+Doc-tests (?P<crate>\S+)$")
TEST = re.compile(r"^test (?P<name>.+?)(?: - should panic)? \.\.\. (?P<outcome>ok|FAILED|ignored)\b")
RESULT = re.compile(r"^test result: \w+\. (?P<passed>\d+) passed; (?P<failed>\d+) failed; (?P<ignored>\d+) ignored;")


@dataclass
class Outcome:
    """The sums over all test binaries of one run, and the names of what passed as `binary::path::of::test`."""

    passed: int = 0
    failed: int = 0
    passed_names: list[str] = field(default_factory=list)
    failed_names: list[str] = field(default_factory=list)
    binary: str = ""
    # The test binary that was started and has not printed its result yet.
    unfinished: str = ""

    def read(self, line: str) -> None:
        if match := RUNNING.match(line) or DOC_TESTS.match(line):
            self.close_binary()
            self.binary = self.unfinished = match.group(1)
        elif match := TEST.match(line):
            name = f"{self.binary}::{match['name']}"
            (self.passed_names if match["outcome"] == "ok" else self.failed_names).append(name)
        elif match := RESULT.match(line):
            self.unfinished = ""
            self.passed += int(match["passed"])
            self.failed += int(match["failed"]) + int(match["ignored"])

    def close_binary(self) -> None:
        """A binary without a result line died: what it would have tested counts as one failure."""
        if self.unfinished:
            self.failed += 1
            self.failed_names.append(f"{self.unfinished} (ended without a result)")
            self.unfinished = ""


def step(command: list[str]) -> bool:
    print(f"== {' '.join(command)}", flush=True)
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def run_cargo_tests() -> Outcome:
    command = ["cargo", "test", *LOCKED, "--workspace", "--no-fail-fast"]
    print(f"== {' '.join(command)}", flush=True)
    outcome = Outcome()
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "errors": "replace"}
    with subprocess.Popen(command, cwd=ROOT, env=PLAIN_OUTPUT, **pipes) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            outcome.read(line.rstrip("\n"))
    outcome.close_binary()
    if process.returncode != 0 and outcome.failed == 0:
        outcome.failed += 1
        outcome.failed_names.append("cargo test (it did not build, or a test binary could not start)")
    return outcome


def close(passed: int, failed: int) -> int:
    line = f"{passed} passed, {failed} failed"
    CLOSING_LINE_FILE.write_text(line + "\n")
    print(line, flush=True)
    return 1 if failed or not passed else 0


def main() -> int:
    PASSED_FILE.parent.mkdir(parents=True, exist_ok=True)
    lints = [["cargo", "fmt", "--all", "--check"], ["cargo", "clippy", *LOCKED, "--workspace", "--all-targets", "--", "-D", "warnings"]]
    for lint in lints:
        if not step(lint):
            print(f"failed: {' '.join(lint)}; no test ran")
            return close(0, 1)

    if not step(["scripts/debian-packages.sh", *NEEDED]):
        print("failed: a program is missing; no test ran")
        return close(0, 1)

    outcome = run_cargo_tests()
    PASSED_FILE.write_text("".join(f"{name}\n" for name in outcome.passed_names))

    steps = [["python3", "-m", "unittest", "discover", "--start-directory", "scripts", "--verbose"]]
    steps.append(["cargo", "run", *LOCKED, "--quiet", "--package", "evidence", "--bin", "features-check", "--", str(PASSED_FILE)])
    for command in steps:
        if step(command):
            outcome.passed += 1
        else:
            outcome.failed += 1
            outcome.failed_names.append(" ".join(command))

    for name in outcome.failed_names:
        print(f"failed: {name}")
    return close(outcome.passed, outcome.failed)


if __name__ == "__main__":
    sys.exit(main())
