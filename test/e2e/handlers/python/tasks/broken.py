import absent  # noqa: F401
