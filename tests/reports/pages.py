"""Looks at finished papers the way a stranger would: their text, fonts and page images through poppler's tools.

``python tests/reports/pages.py`` draws the golden images again; look at them before they are committed.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "reports"
DPI = 50
BLOCK = 8

Gray = NDArray[np.float64]


def _run(*words: str) -> bytes:
    return subprocess.run(words, check=True, capture_output=True).stdout


def text_of(paper: bytes, *options: str) -> str:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(paper)
        file.flush()
        return _run("pdftotext", *options, file.name, "-").decode()


def words_of(paper: bytes) -> str:
    """The text without any blank: spacing between Chinese and Latin is the layout's business."""
    return re.sub(r"\s", "", text_of(paper))


def fonts_of(paper: bytes) -> list[dict[str, str]]:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(paper)
        file.flush()
        lines = _run("pdffonts", file.name).decode().splitlines()[2:]
    return [{"name": line.split()[0], "embedded": re.split(r"\s+", line)[-5]} for line in lines]


def images_of(paper: bytes, dpi: int = DPI) -> list[Gray]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "paper.pdf"
        file.write_bytes(paper)
        _run("pdftoppm", "-r", str(dpi), "-gray", str(file), str(Path(folder) / "page"))
        return [_pgm(page.read_bytes()) for page in sorted(Path(folder).glob("page*.pgm"))]


def _pgm(content: bytes) -> Gray:
    found = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", content)
    assert found is not None
    width, height = int(found[1]), int(found[2])
    return np.frombuffer(content[found.end() :], dtype=np.uint8).reshape(height, width).astype(np.float64)


def golden(name: str) -> Gray:
    image = QImage(str(GOLDEN / f"{name}.png")).convertToFormat(QImage.Format.Format_Grayscale8)
    assert not image.isNull(), f"golden image {name} is missing"
    rows = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width()].astype(np.float64)


def block_difference(one: Gray, other: Gray) -> float:
    """The largest mean difference of any 8 by 8 block in grey levels: text moved by a line shows, a fringe does not."""
    assert one.shape == other.shape
    difference = np.abs(one - other)
    height, width = (size - size % BLOCK for size in difference.shape)
    blocks = difference[:height, :width].reshape(height // BLOCK, BLOCK, width // BLOCK, BLOCK)
    return float(blocks.mean(axis=(1, 3)).max())


def save(name: str, image: Gray) -> None:
    GOLDEN.mkdir(parents=True, exist_ok=True)
    plain = np.ascontiguousarray(image.astype(np.uint8))
    height, width = plain.shape
    picture = QImage(plain.tobytes(), width, height, width, QImage.Format.Format_Grayscale8)
    assert picture.save(str(GOLDEN / f"{name}.png"))


if __name__ == "__main__":
    from test_goldens import papers

    for kind, paper in papers().items():
        for number, page in enumerate(images_of(paper), start=1):
            save(f"{kind}-{number}", page)
