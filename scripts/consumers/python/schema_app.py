"""An API whose task type has its schemas as dicts. The same in each language gives the same template."""

from aws_cdk import App, Duration, Stack
from cdk_async_tasks import AsyncTaskApi, TaskType

app = App()

order = TaskType.from_schema(
    "order",
    {
        "$defs": {"line": {"oneOf": [{"type": "string"}, {"type": ["integer", "null"]}]}},
        "additionalProperties": False,
        "required": ["id", "amount"],
        "properties": {
            "lines": {"maxItems": 100, "uniqueItems": True, "items": {"$ref": "#/$defs/line"}, "type": "array"},
            "unit": {"enum": ["€", "kg", 7, True]},
            "amount": {"multipleOf": 0.01, "minimum": 0, "type": "number"},
            "id": {"pattern": r"^[A-Z]{3}-\d+$", "type": "string"},
        },
        "type": "object",
    },
    result_schema={"required": ["done"], "properties": {"done": {"const": True}}, "type": "object"},
    example={"lines": ["a", 1], "amount": 19.99, "id": "ABC-1"},
    max_attempts=5,
    deadline=Duration.hours(1),
)

AsyncTaskApi(Stack(app, "Schema"), "Tasks", task_types=[order])

app.synth()
