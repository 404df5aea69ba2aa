"""Everything of all tests stands in modules of ``tests/services``, where the type checker reads it."""

pytest_plugins = ["made_once", "long_first"]
