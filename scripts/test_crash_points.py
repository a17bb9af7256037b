"""The points at which tests abort the server are in no program that is built to be run."""

import subprocess
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def features(*, edges: str) -> list[str]:
    """The features with which crash_points would be built into the package `server`."""
    command = ["cargo", "tree", "--package", "server", "--edges", edges, "--prefix", "none", "--format", "{p} [{f}]"]
    tree = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return sorted({line.partition("[")[2].partition("]")[0] for line in tree.splitlines() if line.startswith("crash_points ")})


class CrashPoints(unittest.TestCase):
    def test_a_server_is_built_without_the_points(self) -> None:
        self.assertEqual(features(edges="normal,build"), [""])

    def test_its_tests_have_them(self) -> None:
        self.assertEqual(features(edges="normal,build,dev"), ["armed"])
