"""A visit while it runs: one thread, one queue, one writer of the log.

Owns: the order of readings, audio blocks and officers' commands; the live books; the newest snapshot.
Never: makes the record; that is rebuilt from the recording when the visit is closed.
Called by: ``services.measuring``, ``services.desk``, ``services.demo``.
"""
