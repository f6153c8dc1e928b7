"""What the tasks of a job share: an item of the table. Each function can be repeated, and changes nothing more then."""

import os
from contextlib import suppress

import boto3
from boto3.dynamodb.conditions import Attr

jobs = boto3.resource("dynamodb").Table(os.environ["JOBS_TABLE"])


def begin(job: str, chapters: int) -> None:
    """Writes the job, unless it is there: chapters may have been counted already."""
    with suppress(jobs.meta.client.exceptions.ConditionalCheckFailedException):
        jobs.put_item(Item={"id": job, "chapters": chapters, "words": {}}, ConditionExpression=Attr("id").not_exists())


def done(job: str, chapter: int, words: int) -> bool:
    """Notes that a chapter is done, and says whether all are. A list of what is done, since a number would count twice."""
    item = update(job, "SET #words.#chapter = :words", {"#words": "words", "#chapter": str(chapter)}, {":words": words})
    return len(item["words"]) == item["chapters"]


def may_continue(job: str, task: str) -> bool:
    """Says whether this task is the one that continues: the first that asked, and that one whenever it asks again."""
    item = update(job, "SET #by = if_not_exists(#by, :task)", {"#by": "continued_by"}, {":task": task})
    return item["continued_by"] == task


def words(job: str) -> list[int]:
    """The words of each chapter."""
    item = jobs.get_item(Key={"id": job}, ConsistentRead=True)["Item"]
    return [int(count) for count in item["words"].values()]


def update(job: str, expression: str, names: dict, values: dict) -> dict:
    return jobs.update_item(
        Key={"id": job},
        UpdateExpression=expression,
        ExpressionAttributeNames=names,
        ExpressionAttributeValues=values,
        ReturnValues="ALL_NEW",
    )["Attributes"]
