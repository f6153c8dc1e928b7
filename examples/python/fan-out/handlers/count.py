"""Counts the words of a book: a task for the book makes one for each chapter, and the last chapter makes one more."""

from async_tasks import Task, TaskContext

import job


def split(task: Task, context: TaskContext) -> dict:
    """Does the tasks of type `count-book`: a child for each chapter."""
    chapters = task.data["chapters"]
    # First what the children need. A run that is repeated finds it there, and creates no child a second time.
    job.begin(task.id, chapters=len(chapters))
    context.create_tasks(
        [
            {"task_type": "count-chapter", "data": {"job": task.id, "chapter": n, "text": text}, "key": f"chapter-{n}"}
            for n, text in enumerate(chapters)
        ]
    )
    return {"chapters": len(chapters)}


def count(task: Task, context: TaskContext) -> dict:
    """Does the tasks of type `count-chapter`; the last one to end continues the work."""
    words = len(task.data["text"].split())
    all_done = job.done(task.data["job"], task.data["chapter"], words)
    # Two that end together, or one that runs again, may all see that everything is done: one of them continues.
    if all_done and job.may_continue(task.data["job"], task.id):
        context.create_task("sum-up", {"job": task.data["job"]}, key="sum-up")
    return {"words": words}


def sum_up(task: Task, context: TaskContext) -> dict:
    """Does the tasks of type `sum-up`: adds the chapters' words."""
    return {"job": task.data["job"], "words": sum(job.words(task.data["job"]))}
