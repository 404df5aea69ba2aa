"""The fences between the rooms hold."""

from __future__ import annotations

from pathlib import Path

from importlinter.application.use_cases import create_report, read_user_options
from importlinter.cli import lint_imports
from importlinter.configuration import configure

ROOT = Path(__file__).parents[1]


def test_every_import_contract_is_kept(monkeypatch: object) -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0


def test_the_contracts_would_see_a_broken_fence() -> None:
    configure()
    options = read_user_options(config_filename=str(ROOT / "pyproject.toml"))
    report = create_report(options, cache_dir=None)
    assert report.could_not_run is False
    names = {contract.name for contract, _ in report.get_contracts_and_checks()}
    assert "Imports point right only" in names
    assert len(names) >= 9
