"""Where things are and how far: datums, geodesic distances, exam zones.

Owns: the arithmetic of places. Time, lists and notices are arguments.
Never: reads a file, a clock or the database.
Called by: ``services``.
"""
