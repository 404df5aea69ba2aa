"""A drive-by survey: a recording like a visit's, without a site and without a verdict.

Owns: the survey's facts, its track made again from the raw bytes, closing it into record, files, page and pack.
Never: judges; compares a level with a limit; interpolates a place.
Called by: ``cli``, ``services.desk``, ``services.checking``.
"""
