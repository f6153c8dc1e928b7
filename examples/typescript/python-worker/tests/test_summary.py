"""`python -m unittest discover tests`: the handler is a function, and its test needs no AWS."""

import unittest

from async_tasks.testing import run_handler

from handlers.summary import handler

CSV = "name,height\nAda,165\nGrace,168\n"


class SummaryTest(unittest.TestCase):
    def test_a_column_is_summarized(self):
        run = run_handler(handler, {"csv": CSV, "column": "height"})
        self.assertEqual(run.status, "COMPLETED")
        self.assertEqual(run.result, {"rows": 2, "minimum": 165, "maximum": 168, "mean": 166.5})
        self.assertEqual([report.percent for report in run.progress], [0, 50])

    def test_a_file_without_the_column_fails_for_good(self):
        run = run_handler(handler, {"csv": CSV, "column": "weight"})
        self.assertEqual(run.status, "FAILED")
        self.assertEqual(run.error.message, "the file has no column weight")


if __name__ == "__main__":
    unittest.main()
