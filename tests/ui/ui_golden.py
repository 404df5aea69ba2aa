"""Pictures kept for comparison: half size, grey, so that a change in shape, place or brightness shows.

Make them anew, after looking at them, with ``python tests/ui/ui_golden.py``.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

GOLDEN = Path(__file__).parents[1] / "golden" / "ui"


def reduced(path: Path) -> QImage:
    """A picture at half size in grey."""
    image = QImage(str(path))
    half = image.scaled(image.width() // 2, image.height() // 2, mode=Qt.TransformationMode.SmoothTransformation)
    return half.convertToFormat(QImage.Format.Format_Grayscale8)


def grey(image: QImage) -> NDArray[np.int16]:
    """Its brightness, 0 to 255, as rows."""
    same = image.convertToFormat(QImage.Format.Format_Grayscale8)
    flat = np.frombuffer(same.constBits(), np.uint8).reshape(same.height(), same.bytesPerLine())
    return flat[:, : same.width()].astype(np.int16)


def different(first: QImage, second: QImage) -> float:
    """The part of pixels whose brightness differs visibly, 0 to 1; another size is wholly different."""
    one, other = grey(first), grey(second)
    if one.shape != other.shape:
        return 1.0
    return float(np.mean(np.abs(one - other) > 24))


def main() -> int:
    """Write all golden pictures."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from patrol_app.ui import translate
    from patrol_app.ui.screens import draw
    from patrol_app.ui.window import application

    translate.compile_all()
    application()
    GOLDEN.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for path in draw(Path(folder)):
            reduced(path).save(str(GOLDEN / path.name))
    return 0


if __name__ == "__main__":
    sys.exit(main())
