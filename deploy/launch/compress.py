"""Write .br and .gz next to every static file that has changed. Runs inside the virtual environment."""

from __future__ import annotations

import gzip
from pathlib import Path

from tqdm import tqdm
from whitenoise.compress import Compressor

from deploy.launch.places import STATIC

MADE = (".br", ".gz")


def is_stale(path: Path) -> bool:
    """Tell whether what was compressed from a file is no longer what the file holds."""
    made = path.with_name(f"{path.name}.gz")
    return not made.exists() or gzip.decompress(made.read_bytes()) != path.read_bytes()


def main() -> None:
    """Compress what changed and remove what no longer has a source."""
    for made in [path for suffix in MADE for path in STATIC.rglob(f"*{suffix}")]:
        if not made.with_suffix("").exists():
            made.unlink()
    compressor = Compressor(quiet=True)
    wanted = [path for path in STATIC.rglob("*") if path.is_file() and compressor.should_compress(path.name)]
    for path in tqdm([path for path in wanted if is_stale(path)], unit="file", disable=None):
        for suffix in MADE:
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        compressor.compress(str(path))


if __name__ == "__main__":
    main()
