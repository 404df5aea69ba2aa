"""Exports one visit, to be killed by others: ``python export_once.py HOME NUMBER TO``; prints ``done`` at the end."""

from __future__ import annotations

import sys
from pathlib import Path

from patrol_app.evidence.keys import load_key
from patrol_app.rules.book import load_rule_book
from patrol_app.services.exporting import export
from patrol_app.services.recall import recall
from patrol_app.store.home import Home
from patrol_app.store.store import Store

PASSWORD = "soak-soak-soak"  # of keys made for one campaign


def main(folder: str, number: str, to: str) -> None:
    """Export as the command does."""
    home = Home.open(Path(folder))
    store = Store.open(home.database)
    print("begins", flush=True)
    try:
        officers = recall(store, number).officers
        book = load_rule_book()
        signers = [load_key(home.keys / f"{each.certificate_number}.p12", PASSWORD) for each in officers[:2]]
        export(number, home=home, store=store, book=book, officers=officers, signers=signers, to=Path(to))
    finally:
        store.close()
    print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:4])
