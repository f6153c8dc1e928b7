"""What differs between stages and tasks. Plain code takes the place of a configuration file and its rules."""

from dataclasses import dataclass, field
from functools import reduce


@dataclass
class Settings:
    """Settings of a function; None leaves it to the level above."""

    memory_size: int | None = None
    timeout_seconds: int | None = None
    environment: dict[str, str] = field(default_factory=dict)
    policies: list[str] = field(default_factory=list)
    layers: list[str] = field(default_factory=list)


APP = Settings(memory_size=128, timeout_seconds=60, environment={"LOCALE": "en"})
STAGES = {
    "dev": Settings(environment={"STAGE": "dev"}),
    "prod": Settings(environment={"STAGE": "prod"}, memory_size=256),
}
TASKS = {
    "ProcessingTask": Settings(timeout_seconds=300),
}
TASK_STAGES = {
    ("ProcessingTask", "prod"): Settings(memory_size=1024),
}


def settings_of(stage: str, task: str) -> Settings:
    """The settings of a task in a stage: app, then stage, then task, then the task in the stage."""
    levels = [APP, STAGES[stage], TASKS.get(task, Settings()), TASK_STAGES.get((task, stage), Settings())]
    return reduce(on_top, levels)


def on_top(above: Settings, own: Settings) -> Settings:
    return Settings(
        memory_size=own.memory_size or above.memory_size,
        timeout_seconds=own.timeout_seconds or above.timeout_seconds,
        environment={**above.environment, **own.environment},
        policies=[*above.policies, *own.policies],
        layers=[*above.layers, *own.layers],
    )
