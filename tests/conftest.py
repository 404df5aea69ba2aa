"""Everything of all tests stands in ``tests/services/made_once.py``, where the type checker reads it."""

pytest_plugins = ["made_once"]
