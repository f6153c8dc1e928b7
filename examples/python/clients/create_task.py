import boto3
import requests
from requests_aws4auth import AWS4Auth


def create_task(api: str, task: dict) -> str:
    """Creates a task of an API that requires IAM, and returns its id."""
    session = boto3.Session()
    auth = AWS4Auth(region=session.region_name, service="execute-api", refreshable_credentials=session.get_credentials())
    response = requests.post(f"{api}/tasks", json=task, auth=auth)
    response.raise_for_status()
    return response.json()["id"]
