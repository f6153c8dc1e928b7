"""What exceptions.json accepts, and what it must not: `python exceptions_test.py <folder of hooks.py>`."""

import sys
import unittest
from types import SimpleNamespace

sys.path.insert(0, sys.argv.pop())
import hooks


def answer(status, document, method="POST"):
    return SimpleNamespace(status_code=status, request=SimpleNamespace(method=method), json=lambda: document)


def problem(*errors, detail="all of it"):
    return {"detail": detail, "errors": [{place[0]: place[1], "detail": sentence} for place, sentence in errors]}


PAST = (("pointer", "#/ttl"), "ttl 0 is past: it is 1795281948 now (2026-11-21T17:25:48.930Z).")
RESULT = (("pointer", "#/result/tracking_number"), "result.tracking_number is missing.")
NO_TIME = (("pointer", "#/ttl"), "ttl must be a time in epoch seconds (not milliseconds), as a whole number or a string of digits, not null.")


class Exceptions(unittest.TestCase):
    def counts(self, check, response):
        return hooks.filter_failure(None, SimpleNamespace(checks=(check,)), None, response)

    def test_what_depends_on_more_than_the_request(self):
        accepted = [
            answer(422, problem(PAST)),
            answer(422, problem(PAST, RESULT)),
            answer(400, problem((("parameter", "next_token"), "next_token is not one that this API has given out; begin again without it."))),
        ]
        for response in accepted:
            self.assertFalse(self.counts("positive_data_acceptance", response))
            self.assertTrue(self.counts("negative_data_rejection", response))
            self.assertTrue(self.counts("response_schema_conformance", response))

    def test_every_place_has_to_be_accepted(self):
        for response in [answer(422, problem(NO_TIME)), answer(422, problem(PAST, NO_TIME)), answer(400, problem(PAST))]:
            self.assertTrue(self.counts("positive_data_acceptance", response))

    def test_an_error_of_the_server_is_none(self):
        failed = answer(500, {"detail": "The request failed for a reason that is not the request; it was logged."})
        for check in ("not_a_server_error", "positive_data_acceptance"):
            self.assertTrue(self.counts(check, failed))

    def test_outcomes_of_a_batch(self):
        refused = {"status": 422, **problem(NO_TIME)}
        self.assertFalse(self.counts("negative_data_rejection", answer(200, {"tasks": [{"status": 201, "id": "x"}, refused]})))
        for document in ({"tasks": [{"status": 201, "id": "x"}]}, {"tasks": [refused, {"status": 500, "detail": "x"}]}, {"tasks": []}, {"id": "x"}):
            self.assertTrue(self.counts("negative_data_rejection", answer(200, document)))

    def test_methods_without_routes(self):
        self.assertFalse(self.counts("unsupported_method", answer(404, {"message": "Not Found"}, "TRACE")))
        self.assertTrue(self.counts("unsupported_method", answer(404, {"message": "Not Found"}, "PUT")))
        self.assertTrue(self.counts("unsupported_method", answer(200, {"message": "Not Found"}, "TRACE")))


unittest.main()
