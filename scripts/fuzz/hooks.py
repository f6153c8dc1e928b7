"""Accepts the failures that exceptions.json names, and no others."""

import json
import re
from pathlib import Path

import schemathesis

EXCEPTIONS = json.loads(Path(__file__).with_name("exceptions.json").read_text(encoding="utf-8"))


@schemathesis.hook
def filter_failure(context, failure, case, response):
    return not any(accepts(exception, failure, response) for exception in EXCEPTIONS)


def accepts(exception, failure, response):
    if exception["check"] not in failure.checks:
        return False
    if response.status_code != exception.get("status", response.status_code):
        return False
    if response.request.method not in exception.get("methods", [response.request.method]):
        return False
    errors = [(status, error) for status, problem in problems_of(response) for error in errors_of(problem)]
    return bool(errors) and all(any(fits(answer, *error) for answer in exception["answers"]) for error in errors)


def problems_of(response):
    """The problem that an answer is, or those among the outcomes that it lists; each with its status."""
    document = response.json()
    if response.status_code >= 400:
        return [(response.status_code, document)]
    outcomes = [outcome for member in document.values() if isinstance(member, list) for outcome in member]
    return [(outcome["status"], outcome) for outcome in outcomes if isinstance(outcome.get("status"), int) and outcome["status"] >= 400]


def errors_of(problem):
    """The places of a request that a problem names, each with its sentence; the problem's own where it names none."""
    return problem.get("errors") or [{"detail": problem.get("detail") or problem.get("message")}]


def fits(answer, status, error):
    place = error.get("pointer") or error.get("parameter") or error.get("header") or ""
    return (
        status == answer["status"]
        and re.fullmatch(answer.get("place", ""), place) is not None
        and re.fullmatch(answer["detail"], error["detail"], re.DOTALL) is not None
    )
