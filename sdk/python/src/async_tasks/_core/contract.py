"""Every name and number that the constructs, the other functions and this package have to agree on."""

import json
import os
from typing import Any, Final

with open(os.path.join(os.path.dirname(os.path.dirname(__file__)), "contract.json"), encoding="utf-8") as _file:
    _contract: Final[dict[str, Any]] = json.load(_file)

_limits: Final[dict[str, Any]] = _contract["limits"]

ENV: Final[dict[str, str]] = _contract["environment"]

TABLE_KEY: Final[str] = _contract["table"]["key"]
TTL_ATTRIBUTE: Final[str] = _contract["table"]["ttl"]
OPEN_PREFIX: Final[str] = _contract["table"]["watch_prefix"]["open"]
FAILED_PREFIX: Final[str] = _contract["table"]["watch_prefix"]["failed"]

TERMINAL_STATUSES: Final[list[str]] = _contract["terminal_statuses"]
BARE_CLAIM: Final[str] = _contract["bare_claim"]

TASK_ID_ATTRIBUTE: Final[str] = _contract["message_attribute"]["taskId"]
TASK_TYPE_ATTRIBUTE: Final[str] = _contract["message_attribute"]["taskType"]

METRIC_NAMESPACE: Final[str] = _contract["metrics"]["namespace"]
API_DIMENSION: Final[str] = _contract["metrics"]["dimension"]["api"]
TASK_TYPE_DIMENSION: Final[str] = _contract["metrics"]["dimension"]["taskType"]
METRIC_UNIT: Final[dict[str, str]] = _contract["metrics"]["unit"]

STEPS: Final[dict[str, Any]] = _contract["steps"]
STEP_CONSTANTS: Final[dict[str, Any]] = _contract["step_constants"]

# Times are milliseconds, sizes bytes. What each is for stands in the library's own contract.
CANCELLATION_POLL_MS: Final[int] = _limits["CANCELLATION_POLL_MS"]
CLAIM_WAITS_MS: Final[list[int]] = _limits["CLAIM_WAITS_MS"]
DISPATCH_WAITS_MS: Final[list[int]] = _limits["DISPATCH_WAITS_MS"]
INLINE_PAYLOAD_BYTES: Final[int] = _limits["INLINE_PAYLOAD_BYTES"]
LEASE_GRACE_MS: Final[int] = _limits["LEASE_GRACE_MS"]
LEAST_RUN_MS: Final[int] = _limits["LEAST_RUN_MS"]
MAX_BATCH_BODY_BYTES: Final[int] = _limits["MAX_BATCH_BODY_BYTES"]
MAX_CREATES: Final[int] = _limits["MAX_CREATES"]
MAX_HIDE_MS: Final[int] = _limits["MAX_HIDE_MS"]
MAX_JSON_DEPTH: Final[int] = _limits["MAX_JSON_DEPTH"]
MAX_PAYLOAD_BYTES: Final[int] = _limits["MAX_PAYLOAD_BYTES"]
MAX_TEXT_BYTES: Final[int] = _limits["MAX_TEXT_BYTES"]
PROGRESS_INTERVAL_MS: Final[int] = _limits["PROGRESS_INTERVAL_MS"]
TIMEOUT_GRACE_MS: Final[int] = _limits["TIMEOUT_GRACE_MS"]
TIMEOUT_SIGNAL_MS: Final[int] = _limits["TIMEOUT_SIGNAL_MS"]
