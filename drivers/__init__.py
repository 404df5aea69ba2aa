"""Bytes and readings: the room that talks to instruments.

Owns: what a meter says, byte by byte, and the one way a port is opened.
Never: knows a limit, a site, a file format of ours, or another driver; imports nothing of ``patrol_app``.
Called by: ``patrol_app.services`` and the instrument commands of ``patrol_app.cli``.
"""
