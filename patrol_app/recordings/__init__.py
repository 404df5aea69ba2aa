"""The files of a night: raw bytes in frames, BWF audio, level series, attachments; their repair after a fault.

Owns: file layouts that survive kill -9, power cuts and full disks with at most the last second lost; sample counts.
Never: decodes a meter's bytes, computes a level, judges, signs, opens the database.
Called by: ``services`` while a session runs, at start (repair) and at export; ``reports`` and ``evidence`` for reading.
"""
