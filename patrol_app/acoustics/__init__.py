"""The sound level meter: arrays in, arrays out.

Owns: frequency and time weightings, levels of a run, calibration by tone, octave bands, and the proof that they
conform to IEC 61672-1 and IEC 61260-1. numpy alone.
Never: reads a clock, a file, a device or a setting; logs; says whether a level is too high.
Called by: ``recordings``, ``services`` and the commands ``levels``, ``calibrate``, ``conformance``.
"""
