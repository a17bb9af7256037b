"""The sums that decide whether a change may land are tested on output as cargo and libtest print it."""

import json
import unittest

from run_tests import Outcome, read_report


def read(text: str) -> Outcome:
    outcome = Outcome()
    for line in text.splitlines():
        outcome.read(line)
    outcome.close_binary()
    return outcome


TWO_BINARIES = """\
     Running unittests src/lib.rs (target/debug/deps/money-0a1b2c3d4e5f6789)

running 2 tests
test price::tests::f17_rounding_is_named ... ok
test split::tests::parts_sum - should panic ... ok

test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s

     Running tests/rules/main.rs (/somewhere/target/debug/deps/rules-0a1b2c3d4e5f6789)

running 1 test
test f31_limit_order_rests ... FAILED

test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s

   Doc-tests money
"""


class Sums(unittest.TestCase):
    def test_results_of_all_binaries_are_summed(self) -> None:
        outcome = read(TWO_BINARIES + "test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n")
        self.assertEqual((outcome.passed, outcome.failed), (2, 1))
        self.assertEqual(outcome.passed_names, ["money::price::tests::f17_rounding_is_named", "money::split::tests::parts_sum"])
        self.assertEqual(outcome.failed_names, ["rules::f31_limit_order_rests"])

    def test_binary_without_a_result_is_a_failure(self) -> None:
        self.assertEqual(read(TWO_BINARIES).failed, 2)

    def test_ignored_test_is_a_failure(self) -> None:
        outcome = read(
            "     Running unittests src/lib.rs (target/debug/deps/money-0a1b2c3d4e5f6789)\n"
            "test slow ... ignored, takes long\n"
            "test result: ok. 0 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n"
        )
        self.assertEqual((outcome.passed, outcome.failed, outcome.failed_names), (0, 1, ["money::slow"]))



def vitest(status: str, *tests: tuple[str, str]) -> str:
    results = [{"fullName": name, "status": outcome} for name, outcome in tests]
    return json.dumps({"testResults": [{"name": "/somewhere/web/src/figures/won.test.ts", "status": status, "assertionResults": results}]})


class Reports(unittest.TestCase):
    def read(self, report: str | None) -> Outcome:
        outcome = Outcome()
        read_report(outcome, "web", report)
        return outcome

    def test_each_test_of_a_report_counts(self) -> None:
        outcome = self.read(vitest("failed", ("won is short", "passed"), ("won is long", "failed"), ("won is skipped", "pending")))
        self.assertEqual((outcome.passed, outcome.failed), (1, 2))
        self.assertEqual(outcome.passed_names, ["web::won::won is short"])
        self.assertEqual(outcome.failed_names, ["web::won::won is long", "web::won::won is skipped"])

    def test_a_file_that_could_not_run_is_a_failure(self) -> None:
        outcome = self.read(vitest("failed"))
        self.assertEqual((outcome.passed, outcome.failed), (0, 1))

    def test_no_report_is_a_failure(self) -> None:
        outcome = self.read(None)
        self.assertEqual((outcome.passed, outcome.failed), (0, 1))

if __name__ == "__main__":
    unittest.main()
