"""The database of one laptop: facts inserted and never changed, chained by hash, with signed checkpoints.

Owns: schema and migrations, the one writing connection, queries, the data folder and its lock.
Never: decides anything, signs (a callable is handed in), computes a level, reads a wall clock.
Called by: ``services`` alone; everybody else gets records.
"""
