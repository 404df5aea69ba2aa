"""``patrol instruments``: the models this program can read."""

from __future__ import annotations

import argparse

from drivers import microphone, registry
from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser


def define(parser: Parser) -> None:
    """No arguments of its own."""


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print a line a model."""
    rows = [(name, registry.card(name), registry.profiles(name)) for name in registry.names()]
    rows.append((microphone.CARD.name, microphone.CARD, []))
    for name, card, profiles in rows:
        if console.as_json:
            console.fact(
                {
                    "model": name,
                    "maker": card.maker,
                    "kind": card.kind,
                    "sound_class": card.sound_class,
                    "certainty": card.certainty,
                    "line": str(card.line) if card.line else None,
                    "models": card.models,
                    "profiles": profiles,
                    "source": card.source,
                }
            )
        else:
            kind = console.sentence(f"drivers.kind.{card.kind}")
            line = str(card.line) if card.line else "-"
            names = ", ".join([*card.models, *(f"{name}:{each}" for each in profiles)])
            console.line(f"{name:<22} {card.certainty}  {line:<12} {kind}  {card.maker}: {names}")
    return 0
