"""Times ``auditkit lint`` cold, as a whole process, beside importing Presidio in the same run."""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
READY = ROOT / "examples" / "templates" / "cn"
MANY = 100
BESIDE = "import presidio_analyzer"


def main(args: Sequence[str] | None = None) -> int:
    """Print the median wall time of each command and the median of its ratios to Presidio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="how often each command runs")
    rounds = parser.parse_args(args).rounds
    with tempfile.TemporaryDirectory() as folder:
        commands = _commands(Path(folder))
        for command in commands.values():
            _time(command)  # fills the caches of the disk and of compiled files
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(rounds):  # in turn, so that a busy moment strikes all alike
            for name, command in commands.items():
                taken[name].append(_time(command))
    _tell(taken)
    return 0


def _commands(folder: Path) -> dict[str, list[str]]:
    """Return the commands; the folders of templates are copies of the ready ones."""
    texts = sorted(file for file in READY.rglob("*.*") if file.suffix in (".txt", ".md", ".html"))
    for name, count in (("one", 1), ("many", MANY)):
        for number in range(count):
            file = texts[number % len(texts)]
            to = folder / name / file.parent.relative_to(READY) / f"{number:03d}-{file.name}"
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, to)
        shutil.copy(READY / "auditkit.toml", folder / name)
    own = [sys.executable, "-m", "auditkit.cli.main"]
    return {
        BESIDE: [sys.executable, "-c", BESIDE],
        "auditkit --help": [*own, "--help"],
        "auditkit lint, 1 template": [*own, "lint", str(folder / "one")],
        f"auditkit lint, {MANY} templates": [*own, "lint", str(folder / "many")],
    }


def _time(command: Sequence[str]) -> float:
    """Return the seconds that a process takes from start to end; raise where it fails."""
    paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    # compiled files are kept, as they are for everybody who has run a command before
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    began = time.perf_counter()
    done = subprocess.run(
        command, env={**kept, "PYTHONPATH": paths}, capture_output=True, check=False
    )
    took = time.perf_counter() - began
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout.decode()}{done.stderr.decode()}")
    return took


def _tell(taken: dict[str, list[float]]) -> None:
    print(f"{'':32}  median s   best s   ratio  (Python {sys.version.split()[0]})")
    base = taken[BESIDE]
    for name, seconds in taken.items():
        ratio = statistics.median(each / one for each, one in zip(seconds, base, strict=True))
        print(f"{name:32}  {statistics.median(seconds):8.2f} {min(seconds):8.2f}   {ratio:8.2f}")


if __name__ == "__main__":
    sys.exit(main())
