"""What can go wrong at a port, sorted by what the caller should do.

    DriverError
      UnknownModel      the name is wrong: show the list
      PortRefused       absent, busy or forbidden port: tell the cure
      CaptureUnreadable a capture file that cannot be read as bytes
      NotSettled        a scenario did not come to rest: a fault of ours

Each carries a key and data; the door (window or command line) turns them into one sentence.
"""

from __future__ import annotations


class DriverError(Exception):
    """A fault of the instrument side with a key for the sentence and the data in it."""

    def __init__(self, key: str, **data: object) -> None:
        super().__init__(key, data)
        self.key = key
        self.data = data


class UnknownModel(DriverError):
    """No driver has this model name."""


class PortRefused(DriverError):
    """The port is absent, busy or forbidden, or its settings are not known."""


class CaptureUnreadable(DriverError):
    """A capture file cannot be read as bytes of an instrument."""


class NotSettled(DriverError):
    """A scenario's links and simulators did not come to rest in time."""
