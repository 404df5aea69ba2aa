"""Words of the trade as frozen records, and the errors all rooms share.

Owns: what a site, a measurement, a verdict, a visit record is. Standard library only.
Never: imports any other room; knows a file, a clock, a database, a widget.
"""
