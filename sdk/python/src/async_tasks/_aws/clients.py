"""Clients of AWS, from the SDK that the function's runtime has. Its lower half does: loading the upper one takes time."""

from __future__ import annotations

from functools import cache
from typing import Any

import botocore.session
from botocore.config import Config


@cache
def _session() -> botocore.session.Session:
    return botocore.session.get_session()


def new_client(service: str, attempts: int = 3, connections: int = 10, **options: Any) -> Any:
    """A client of a service.

    attempts -- how often a request is sent at most
    connections -- how many requests may be under way at once
    """
    return _session().create_client(
        service,
        config=Config(
            retries={"mode": "standard", "total_max_attempts": attempts},
            max_pool_connections=connections,
            # What is sent is made here, and checked by the service anyway.
            parameter_validation=False,
            **options,
        ),
    )
