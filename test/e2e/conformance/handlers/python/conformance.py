"""Does what its case says; ``../node/conformance.ts`` does the same.

As a function that is invoked it gets the task as its event, and has no context of ours.
"""

import os
import signal
import sys
import time


def handler(task, context):
    play = CASES.get(task["data"]["case"])
    if play is None:
        raise Unacceptable(f"there is no case {task['data']['case']}")
    return play(task, context)


class OutOfStock(Exception):
    pass


class Unacceptable(Exception):
    retryable = False


def fail(error):
    def play(task, context):
        raise error

    return play


def made(make):
    return lambda task, context: make()


def on_first_attempt(act):
    return lambda task, context: act(task, context) if task["attempt"] == 1 else {"attempt": task["attempt"]}


def echo(task, context):
    return task["data"]["input"]


def document(task, context):
    return {
        "has_id": len(task["id"]) == 36,
        "kind": task["task_type"].split("-")[-1],
        "scope": task["scope"],
        "attempt": task["attempt"],
        "max_attempts": task["max_attempts"],
        "lane": task["lane"],
        "created": isinstance(task["created_time"], int),
        "parent_id": task["parent_id"],
    }


async def wait_a_moment(task, context):
    # Loaded by those that need it.
    import asyncio

    await asyncio.sleep(0.001)
    return {"attempt": task["attempt"]}


def work_on(task, context):
    time.sleep(4)
    return "done all the same"


def circle():
    result = []
    result.append(result)
    return result


def nested(depth):
    return None if depth == 0 else [nested(depth - 1)]


def until_stopped(task, context):
    """Works until it is told to stop."""
    while not context.cancelled:
        time.sleep(0.05)


def stopped(task, context):
    until_stopped(task, context)
    context.raise_if_cancelled()


def stopped_too_late(task, context):
    until_stopped(task, context)
    return "done all the same"


def stopped_by_heartbeat(task, context):
    while context.heartbeat():
        time.sleep(0.2)
    raise OutOfStock("no more, since it was cancelled")


def report_progress(task, context):
    for percent in range(40):
        context.progress(percent, "not yet")
    context.progress(40, "half way \U0001f600")
    until_stopped(task, context)
    return "done"


def log(task, context):
    context.logger.info("hello from the handler", extra={"given": task["data"]["input"]})


def create_family(task, context):
    """Ids are all that two runs of a case may differ in."""

    def child(name):
        return {"task_type": task["task_type"], "data": {"case": "echo", "input": name}}

    eldest = context.create_task(**child("eldest"))
    twins = context.create_tasks([child("twin"), child("twin")])
    named = context.create_task(**child("named"), key="by its name")
    return {"eldest": eldest, "twins": twins, "named": named}


def create_family_again(task, context):
    family = create_family(task, context)
    if task["attempt"] == 1:
        raise OutOfStock("after its children were made")
    return family


def block(task, context):
    while True:
        pass


def never_return(task, context):
    time.sleep(3600)


CASES = {
    "echo": echo,
    "document": document,
    #
    "asynchronous": wait_a_moment,
    "nothing": made(lambda: None),
    "false": made(lambda: False),
    "empty-text": made(lambda: ""),
    "inline": made(lambda: [0] * 511),
    "big-result": made(lambda: "é" * 100_000),
    "largest-result": made(lambda: "é" * 131_071),
    "too-large-result": made(lambda: "x" * 262_143),
    "deep-result": made(lambda: nested(100)),
    "too-deep-result": made(lambda: nested(101)),
    "made-text": made(
        lambda: {
            "na\u0308me\U0001f600": 'e\u0301 \U0001f469\u200d\U0001f4bb \U0010ffff \u0000 \u2028\u2029 \ufeff\ufffe "\\/',
        }
    ),
    "made-half-characters": made(lambda: ["\ud800", "\udc00", "a\udbffb", "\udc00\ud800"]),
    "made-numbers": made(lambda: [1e308, 5e-324, -0.0, 2**53 + 1, -(2**53), 0.1 + 0.2, 1.0, 1, 10**21, 1e-7, 1 / 3]),
    #
    "infinite": made(lambda: {"deep": [1, float("inf")]}),
    "minus-infinite": made(lambda: float("-inf")),
    "not-a-number": made(lambda: [float("nan")]),
    "too-large-number": made(lambda: [10**400]),
    "circle": made(circle),
    "not-json": made(lambda: {"value": {1, 2}}),
    #
    "error-once": on_first_attempt(fail(OutOfStock("nothing left"))),
    "error-always": fail(OutOfStock("nothing left")),
    "permanent-error": fail(Unacceptable("this will never do")),
    "no-error": made(lambda: sys.exit("just a text")),
    "error-without-message": fail(OutOfStock()),
    "long-error": fail(OutOfStock("xé" * 4000)),
    "half-a-character-error": fail(OutOfStock("\ud83d!")),
    #
    "progress": report_progress,
    "heartbeat": lambda task, context: [context.heartbeat(), context.heartbeat()],
    "remaining-time": lambda task, context: 1 < context.remaining_time() <= 60,
    "log": log,
    "cancelled": stopped,
    "cancelled-seen-by-heartbeat": stopped_by_heartbeat,
    "cancelled-too-late": stopped_too_late,
    "cancelled-without-signal": work_on,
    "children": create_family,
    "children-again": create_family_again,
    "child-refused": lambda task, context: context.create_task(task_type="", data=None),
    #
    "time-out": on_first_attempt(stopped),
    "never-returns": never_return,
    "never-returns-once": on_first_attempt(never_return),
    "blocks": block,
    "crash-once": on_first_attempt(lambda task, context: os.kill(os.getpid(), signal.SIGKILL)),
    "exits": lambda task, context: os._exit(0),
}
