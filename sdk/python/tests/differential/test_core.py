"""What the core of the library decides, this package decides as well."""

from __future__ import annotations

from typing import Any

import pytest

from async_tasks._core.backoff import backoff
from async_tasks._core.json_text import from_json, to_json
from async_tasks._core.lapse import Lapse, apply_lapse, lapse_of
from async_tasks._core.ports import Ports
from async_tasks._core.progress import Progress
from async_tasks._core.run import ClaimRequest, NoTimeLeft, claim_task, complete_run, fail_run, progress_run, release_run
from async_tasks._core.settle import TaskError
from async_tasks._core.text import cut_text
from async_tasks._core.transition import TransitionOutcome
from async_tasks._worker.verdict import Hide, verdict_on

from .replay import Replay, policy_of

Cases = dict[str, Any]


def test_lapses(cases: Cases) -> None:
    decided = [_plain_lapse(lapse_of(case["record"], case["now"])) for case in cases["lapses"]]
    assert decided == [case["expected"] for case in cases["lapses"]]
    assert {None, "CANCELLED", "FAILED"} == {lapse and lapse["to"] for lapse in decided}


def test_verdicts(cases: Cases) -> None:
    decided = [_plain_verdict(verdict_on(case["record"], case["task_type"], case["message_id"], case["now"])) for case in cases["verdicts"]]
    assert decided == [case["expected"] for case in cases["verdicts"]]
    assert {"delete", "return", "hideFor", "to"} == {verdict if isinstance(verdict, str) else next(iter(verdict)) for verdict in decided}


def test_backoffs(cases: Cases) -> None:
    for case in cases["backoffs"]:
        assert backoff(_drawing(bytes.fromhex(case["bytes"])), policy_of(case["policy"]), case["record"]) == case["expected"]


def _drawing(drawn: bytes) -> Ports:
    return Ports(store=None, table="", now=int, sleep=lambda _: None, random=lambda count: drawn)  # type: ignore[arg-type]


def test_texts(cases: Cases) -> None:
    for case in cases["texts"]:
        assert cut_text(case["text"]) == case["expected"]


def test_documents(cases: Cases) -> None:
    for case in cases["documents"]:
        if "refused" in case:
            with pytest.raises(TypeError) as raised:
                to_json("the result", from_json(case["text"]))
            assert str(raised.value) == case["refused"]
        else:
            assert to_json("the result", from_json(case["text"])) == case["expected"]


def test_steps(cases: Cases) -> None:
    for case in cases["transitions"]:
        replay = Replay(case)
        try:
            outcome = _apply(replay, case)
            found: dict[str, Any] = {"outcome": {"applied": outcome.applied, "record": outcome.record}}
        except NoTimeLeft:
            found = {"raised": "NoTimeLeft"}
        except RuntimeError:
            found = {"raised": "Error"}
        assert found == {name: case[name] for name in found}
        replay.check_done()


def _apply(replay: Replay, case: dict[str, Any]) -> TransitionOutcome:
    ports, record, policy = replay.ports, case["record"], policy_of(case["policy"])
    claim = record.get("claim")
    if case["apply"] == "claim":
        return claim_task(
            ports,
            ClaimRequest(
                task_id=record["id"],
                task_type=case["task_type"],
                claim=case["claim"],
                lease_until=lambda: ports.now() + int(case["remaining"]),
                least_time=case["least_time"],
                policy=policy,
            ),
        )
    if case["apply"] == "progress":
        return progress_run(ports, record, claim, Progress(case["percent"], case.get("message")) if "percent" in case else None)
    if case["apply"] == "complete":
        return complete_run(ports, record, claim, case["result"])
    if case["apply"] == "fail":
        return fail_run(ports, policy, record, claim, TaskError(**case["error"]), case["retryable"])
    if case["apply"] == "release":
        return release_run(ports, policy, record, claim, TaskError(**case["error"]))
    return apply_lapse(ports, record, lapse_of(record, case["now"]) or Lapse(None))


def _plain_lapse(lapse: Lapse | None) -> dict[str, Any] | None:
    if lapse is None:
        return None
    return {"to": "CANCELLED"} if lapse.error is None else {"to": "FAILED", "error": lapse.error._asdict()}


def _plain_verdict(verdict: Any) -> Any:
    if isinstance(verdict, Lapse):
        return _plain_lapse(verdict)
    return {"hideFor": verdict.milliseconds} if isinstance(verdict, Hide) else verdict
