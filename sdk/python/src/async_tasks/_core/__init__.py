"""The life cycle of a task, as far as a worker takes part in it.

The steps themselves (condition, update, names) come from ``contract.json``, which the library generates from its own
definitions; what is here fills them with values.
"""
