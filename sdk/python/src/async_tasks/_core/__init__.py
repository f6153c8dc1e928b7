"""The life cycle of a task, as far as a worker takes part in it.

The modules ``contract`` and ``transitions`` are generated from the library's own definitions; what is here fills those with values.
"""
