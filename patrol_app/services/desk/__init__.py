"""The desk: what the window shows and asks, on the data folder of this laptop.

Owns: the officer's night, the supervisor's day and practice as the window walks through them; its one worker.
Never: draws, counts a level, or judges; it asks the services that do.
Called by: ``ui`` through its doors.
"""
