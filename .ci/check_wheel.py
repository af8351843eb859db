"""Builds the wheel, installs it into an empty environment and reads a report with it from another folder."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "--quiet"]
        subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", folder, str(ROOT)], check=True)
        (wheel,) = Path(folder).glob("harmattan-*.whl")
        venv.create(Path(folder, "env"), with_pip=True)
        python = Path(folder, "env", "bin", "python")
        own = [str(python), "-m", "pip", "install", "--quiet", "--constraint", str(ROOT / "constraints.txt")]
        subprocess.run([*own, "--upgrade", "pip"], check=True)
        subprocess.run([*own, str(wheel)], check=True)
        command = [str(python.with_name("harmattan")), "read", "-", "--format", "jsonl", "--no-ledger"]
        text = "French soldiers left the town of Gossi in Mali on Tuesday, the army said."
        done = subprocess.run(command, input=text, check=True, capture_output=True, text=True, cwd=folder)
        assert '"RETREAT"' in done.stdout, f"the wheel reads nothing: {done.stdout}"
        print(f"{wheel.name}: {wheel.stat().st_size / 2**20:.1f} MiB, installs and reads")


if __name__ == "__main__":
    main()
