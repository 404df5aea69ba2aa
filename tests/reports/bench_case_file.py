"""``python tests/reports/bench_case_file.py`` lays out a case file of 200 pages and prints how long that took."""

from __future__ import annotations

import time
from itertools import cycle, islice

from demo_details import COVER, ENTRIES, PARTY
from demo_visit import AUTHORITY
from pages import text_of

from patrol_app.reports.case_file import render


def main() -> None:
    entries = tuple(islice(cycle(entry for entry in ENTRIES if not entry.scans), 124))
    started, used = time.perf_counter(), time.process_time()
    paper = render(COVER, entries, authority=AUTHORITY.name, party=PARTY)
    took, worked = time.perf_counter() - started, time.process_time() - used
    pages = text_of(paper).count("\f")
    print(f"case file: {pages} pages, {len(paper) / 1e6:.2f} MB, {took:.2f} s ({worked:.2f} s of processor)")


if __name__ == "__main__":
    main()
