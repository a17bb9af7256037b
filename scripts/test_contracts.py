"""How the tests of the contracts are counted, on what forge prints, and how a stale artifact is noticed."""

import json
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import contracts


class Results(unittest.TestCase):
    def test_each_test_counts_for_itself(self) -> None:
        suites = {
            "test/A.t.sol:ATest": {"test_results": {"test_works()": {"status": "Success"}, "test_fails()": {"status": "Failure", "reason": "no"}}},
            "test/B.t.sol:BTest": {"test_results": {"test_skipped()": {"status": "Skipped"}}},
        }
        output = '{"event":"failure","test_results":0}\n' + json.dumps(suites) + "\n"
        self.assertEqual(contracts.read_results(output), (["ATest::test_works"], ["ATest::test_fails", "BTest::test_skipped"]))

    def test_no_output_is_no_result(self) -> None:
        self.assertEqual(contracts.read_results("Compiler run failed\n"), ([], []))


class Artifacts(unittest.TestCase):
    def test_changed_missing_and_superfluous_artifacts_are_stale(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for name, text in {"Same.json": "1", "Changed.json": "old", "Superfluous.json": "1"}.items():
                (Path(folder) / name).write_text(text)
            wanted = {"Same.json": "1", "Changed.json": "new", "Missing.json": "1"}
            with mock.patch.object(contracts, "ARTIFACTS", Path(folder)), mock.patch.object(contracts, "compiled", lambda: wanted):
                self.assertEqual(contracts.stale(), ["Changed.json", "Missing.json", "Superfluous.json"])


if __name__ == "__main__":
    unittest.main()
