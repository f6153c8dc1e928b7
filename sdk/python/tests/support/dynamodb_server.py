"""DynamoDB's API on this machine, in front of a table in memory."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from async_tasks._aws.dynamo_store import marshal, unmarshal
from async_tasks._core.ports import ConditionFailed, Item

from .memory_store import MemoryStore

_WITH_VALUES = ("Key", "Item", "ExpressionAttributeValues")


@contextmanager
def serve(store: MemoryStore) -> Iterator[str]:
    """The address at which the table answers."""
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            operation = self.headers["X-Amz-Target"].partition(".")[2]
            with lock:
                status, answer = _answer(store, operation, body)
            text = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _answer(store: MemoryStore, operation: str, body: Item) -> tuple[int, Item]:
    request = {**body, **{name: unmarshal(body[name]) for name in _WITH_VALUES if name in body}}
    try:
        if operation == "GetItem":
            item = store.get(request)
            return 200, {} if item is None else {"Item": _typed(item)}
        if operation == "PutItem":
            store.put(request)
            return 200, {}
        assert operation == "UpdateItem", operation
        return 200, {"Attributes": _typed(store.update(request))}
    except ConditionFailed as error:
        old = {} if error.old is None else {"Item": _typed(error.old)}
        return 400, {"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", "message": "The conditional request failed", **old}


def _typed(item: Item) -> Item:
    return {name: marshal(value) for name, value in item.items()}
