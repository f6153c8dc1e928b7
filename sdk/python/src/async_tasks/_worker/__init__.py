"""Runs a user's handler for the tasks that a queue brings."""
