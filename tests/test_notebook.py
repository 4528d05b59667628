"""The notebook of the examples runs, and says what is committed.

``make golden`` runs it anew and keeps its outputs; review them as a diff.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from traitlets import default

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "examples" / "notebook.ipynb"
HOMES = ("HOME", "USERPROFILE", "IPYTHONDIR")
HOMES += ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")


class OwnKernel(AsyncKernelManager):
    """Starts this interpreter, whatever kernels are registered."""

    @default("kernel_spec_manager")
    def _specs(self) -> KernelSpecManager:
        return KernelSpecManager(kernel_dirs=[])


def read() -> nbformat.NotebookNode:
    return nbformat.read(NOTEBOOK, as_version=4)


def executed(folder: Path) -> nbformat.NotebookNode:
    """Return the notebook as it comes out of a run beside a copy of the examples."""
    shutil.copytree(ROOT / "examples" / "bank", folder / "bank")
    shutil.copy(NOTEBOOK, folder)
    made = nbformat.read(folder / NOTEBOOK.name, as_version=4)
    client = NotebookClient(
        made,
        kernel_manager_class=OwnKernel,
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        timeout=300,
    )
    client.execute()
    return plain(made)


def plain(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return a notebook without the version of Python, and with one form of every table."""
    for output in (each for cell in notebook.cells for each in cell.get("outputs", ())):
        if "text/html" in output.get("data", {}):
            output["data"].pop("text/plain", None)  # it may name a place in memory
    notebook.metadata = {name: notebook.metadata[name] for name in ("kernelspec", "language_info")}
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


def outputs(notebook: nbformat.NotebookNode) -> list[tuple[int, str, list[Any]]]:
    """Return number, source and what came of it, cell by cell."""
    return [
        (cell.execution_count, cell.source, cell.outputs)
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


@pytest.fixture
def nobodys_home(tmp_path, monkeypatch):
    """Give Jupyter, IPython and auditkit nothing set up but a kernel that never starts."""
    for name in HOMES:
        monkeypatch.setenv(name, str(tmp_path / "home"))
    other = tmp_path / "home" / "kernels" / "python3" / "kernel.json"
    other.parent.mkdir(parents=True)
    never = {"argv": [sys.executable, "-c", ""], "display_name": "other", "language": "python"}
    other.write_text(json.dumps(never), encoding="utf-8")
    monkeypatch.delenv("AUDITKIT_DB", raising=False)


def test_the_notebook_says_what_is_committed(nobodys_home, tmp_path):
    made = executed(tmp_path / "examples")
    if os.environ.get("AUDITKIT_GOLDEN") == "update":
        nbformat.write(made, NOTEBOOK)
    assert outputs(made) == outputs(read()), "make golden runs it anew"
    left = {path.name for path in (tmp_path / "examples").iterdir()}
    assert left == {"bank", "notebook.ipynb"}


@pytest.mark.parametrize("folder", [ROOT, ROOT / "examples"], ids=["project", "examples"])
def test_the_notebook_finds_its_files(folder, monkeypatch):
    monkeypatch.chdir(folder)
    monkeypatch.setenv("AUDITKIT_KEY", "")  # which the cell sets, and the test takes back
    names: dict[str, Any] = {}
    exec(outputs(read())[0][1], names)
    names["folder"].cleanup()
    assert names["MAPPING"].is_file()
    assert [Path(each).is_dir() for each in names["LOGS"]] == [True]


def test_the_notebook_speaks_both_languages_under_every_heading():
    texts = [cell.source for cell in read().cells if cell.cell_type == "markdown"]
    assert [text for text in texts if not re.match(r"#+ .+\n.*[\u4e00-\u9fff]", text)] == []


def test_no_cell_shows_a_place_on_the_machine_or_a_warning():
    shown = json.dumps([each for _, _, each in outputs(read())], ensure_ascii=False)
    assert not re.search(r"/(tmp|home|root|work)/|Warning|0x[0-9a-f]{6}", shown)
