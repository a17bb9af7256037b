"""The contracts: formatting, tests, and the artifacts that the server is built with.

`python3 scripts/contracts.py` compiles contracts/ and writes ABI and bytecode to contracts/artifacts. With `--check` it writes nothing and fails where
they differ from what the sources give; `--format` and `--check-format` are about the sources. `run_tests.py` runs all of it. The tools come from contracts/package-lock.json by `npm ci`, which is repeated
only when that file has changed; forge itself needs no network.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONTRACTS = ROOT / "contracts"
ARTIFACTS = CONTRACTS / "artifacts"
LOCK = CONTRACTS / "package-lock.json"
INSTALLED = CONTRACTS / "node_modules" / ".installed-lock.json"

# What the server deploys; RestrictedToken is part of two of them.
DEPLOYED = ["DepositToken", "IdentityRegistry", "NetSettlement", "SecurityToken"]

# The platforms of package.json. Their packages hold the bare programs.
PLATFORMS = {("linux", "x86_64"): "linux-amd64"}


def tool(name: str) -> str:
    """The path of `forge`, `anvil` or `cast`, as npm unpacked it."""
    machine = (sys.platform, os.uname().machine)
    if machine not in PLATFORMS:
        sys.exit(f"contracts/package.json names no Foundry for {' '.join(machine)}: add @foundry-rs/{name}-… of this platform to it")
    return str(CONTRACTS / "node_modules" / "@foundry-rs" / f"{name}-{PLATFORMS[machine]}" / "bin" / name)


def install() -> None:
    """Installs what the lock file names, unless that is what is there."""
    if INSTALLED.is_file() and INSTALLED.read_bytes() == LOCK.read_bytes():
        return
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=CONTRACTS, check=True)
    shutil.copyfile(LOCK, INSTALLED)


def is_formatted() -> bool:
    return subprocess.run([tool("forge"), "fmt", "--check"], cwd=CONTRACTS, check=False).returncode == 0


def format_all() -> None:
    subprocess.run([tool("forge"), "fmt"], cwd=CONTRACTS, check=True)


def test() -> tuple[list[str], list[str]]:
    """Runs all tests; the names of those that passed and of those that did not. A skipped test has not passed."""
    run = subprocess.run([tool("forge"), "test", "--json"], cwd=CONTRACTS, check=False, capture_output=True, text=True, errors="replace")
    passed, failed = read_results(run.stdout)
    if run.returncode != 0 and not failed:
        print(run.stdout + run.stderr)
        failed = ["forge test (it did not build, or could not start)"]
    return passed, failed


def read_results(output: str) -> tuple[list[str], list[str]]:
    """The one JSON object that `forge test --json` prints; lines before it tell of failures found on the way."""
    passed: list[str] = []
    failed: list[str] = []
    objects = [line for line in output.splitlines() if line.startswith("{")]
    suites = json.loads(objects[-1]) if objects else {}
    for suite, results in suites.items():
        for test_name, result in results["test_results"].items():
            name = f"{suite.split(':')[-1]}::{test_name.split('(')[0]}"
            is_passed = result["status"] == "Success"
            (passed if is_passed else failed).append(name)
            print(f"test {name} ... {'ok' if is_passed else 'FAILED: ' + str(result.get('reason') or result['status'])}", flush=True)
    return passed, failed


def compiled() -> dict[str, str]:
    """What contracts/artifacts should hold, by file name."""
    subprocess.run([tool("forge"), "build", "--quiet"], cwd=CONTRACTS, check=True)
    files = {}
    for name in DEPLOYED:
        built = json.loads((CONTRACTS / "out" / f"{name}.sol" / f"{name}.json").read_text())
        artifact = {"contract": name, "abi": built["abi"], "bytecode": built["bytecode"]["object"]}
        files[f"{name}.json"] = json.dumps(artifact, indent=1) + "\n"
    return files


def stale() -> list[str]:
    """Names of artifacts that are missing, superfluous or not what the sources give."""
    wanted = compiled()
    present = {path.name: path.read_text() for path in ARTIFACTS.glob("*")} if ARTIFACTS.is_dir() else {}
    return sorted(name for name in wanted.keys() | present.keys() if wanted.get(name) != present.get(name))


def main(arguments: list[str]) -> int:
    install()
    if arguments == ["--check"]:
        found = stale()
        for name in found:
            print(f"contracts/artifacts/{name} is not what contracts/src gives; write it anew: python3 scripts/contracts.py")
        return 1 if found else 0
    if arguments == ["--format"]:
        format_all()
        return 0
    if arguments == ["--check-format"]:
        return 0 if is_formatted() else 1
    if arguments:
        print(f"unknown: {' '.join(arguments)}", file=sys.stderr)
        return 2
    ARTIFACTS.mkdir(exist_ok=True)
    for name, text in compiled().items():
        (ARTIFACTS / name).write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
