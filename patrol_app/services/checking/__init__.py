"""A pack held against its own bytes: every number made again, every figure followed to where it comes from.

Owns: comparison of record, papers and log with what the recording gives; traces.
Never: repairs or changes what it checks.
Called by: ``cli``, ``services.desk``.
"""
