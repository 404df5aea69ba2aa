"""The alarm that is heard: never before its mark in the log, never by a microphone without one, silent unless chosen.

What is over a limit shows on the screen whatever is chosen here. In headphones the tone comes again until an officer
has acknowledged. A loudspeaker reaches the meter, so it sounds once for each new exceedance, and the seconds that it
takes are excluded from the run before it sounds.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import get_args

from drivers import earphone
from drivers.errors import DriverError
from drivers.link import Clock
from patrol_app.domain.errors import BadInput, PatrolError
from patrol_app.services.desk.settings import AlarmKind
from patrol_app.services.desk.worker import sentence_of
from patrol_app.services.screen_facts import Said
from patrol_app.services.snapshot import Snapshot

log = logging.getLogger("desk")

AGAIN_NS = 5_000_000_000
"""In headphones: until it is acknowledged."""
BREAK_NS = 30_000_000_000
"""Between two sounds of a loudspeaker, each of which costs part of the run."""
MARKED_S = 2.0
"""What one sound of a loudspeaker excludes: the tone, the output's delay, and what the walls give back."""
REASON, AUTHOR = "本机报警声", "夜巡"


@dataclass(frozen=True, slots=True)
class AlarmChoice:
    """What an officer chose; ``output`` is the name of the output he called headphones, or a loudspeaker."""

    kind: AlarmKind = "silent"
    output: str = ""


def alarm_choice(kind: str, output: str) -> AlarmChoice:
    """The choice of a settings file or of the window.

    Raises:
        BadInput: a kind that there is not, or a sound without its output.
    """
    if kind not in get_args(AlarmKind):
        raise BadInput("desk.alarm_kind", value=kind)
    if kind != "silent" and not output.strip():
        raise BadInput("desk.alarm_no_output")
    return AlarmChoice(kind, "" if kind == "silent" else output)  # type: ignore[arg-type]  # one of the three


class Alarm:
    """Looks at snapshots in the desk's beat; sounds in a thread of its own, so that nothing waits for a sound card.

    Args:
        clock: the desk's.
        tell: takes a sentence for the screen.
        exclude: excludes from now on for so many seconds, for a reason; done when it returns.
        sound: sounds the tone on an output by its name, and waits until it is over.
    """

    def __init__(
        self,
        clock: Clock,
        tell: Callable[[Said], None],
        exclude: Callable[[float, str], None],
        sound: Callable[[str], float] = earphone.sound,
    ) -> None:
        self.choice = AlarmChoice()
        self._clock, self._tell, self._exclude, self._sound = clock, tell, exclude, sound
        self._last_ns: int | None = None
        self._seen: tuple[object, int] | None = None
        self._refused = False
        self._queue: queue.Queue[tuple[AlarmChoice, bool] | None] = queue.Queue()
        self._busy = threading.Event()
        self._thread = threading.Thread(target=self._run, name="alarm", daemon=True)
        self._thread.start()

    def choose(self, choice: AlarmChoice, *, try_out: bool) -> None:
        """Take a choice; ``try_out`` sounds it once."""
        self.choice, self._refused, self._last_ns = choice, False, None
        if try_out and choice.kind != "silent":
            self._queue.put((choice, False))

    def look(self, shown: Snapshot | None) -> None:
        """Sound if something new is over a limit, or is still not acknowledged."""
        choice, now_ns = self.choice, self._clock.monotonic_ns()
        if shown is None or shown.run != "measuring" or not shown.unacknowledged:
            return
        if choice.kind == "silent" or self._refused or self._busy.is_set():
            return
        mark = shown.attention_since, shown.event_count
        since_ns = None if self._last_ns is None else now_ns - self._last_ns
        if choice.kind == "headphones":
            due = since_ns is None or since_ns >= AGAIN_NS
        else:
            due = mark != self._seen and (since_ns is None or since_ns >= BREAK_NS)
        if due:
            self._last_ns, self._seen = now_ns, mark
            self._busy.set()
            self._queue.put((choice, choice.kind == "loudspeaker"))

    def close(self) -> None:
        """Be silent; what sounds ends first."""
        self._queue.put(None)
        self._thread.join(3.0)

    def _run(self) -> None:
        while (asked := self._queue.get()) is not None:
            choice, marked = asked
            try:
                if marked:
                    self._exclude(MARKED_S, REASON)
                took_s = self._sound(choice.output)
                if marked and took_s > MARKED_S:
                    self._exclude(MARKED_S, REASON)
            except (DriverError, PatrolError) as fault:
                self._refused = True
                self._tell(sentence_of(fault))
            except Exception:  # a sound card may fail in its own ways; the screen shows the alarm all the same
                log.exception("the alarm did not sound")
                self._refused = True
            finally:
                self._busy.clear()
