"""Scores every public suite that is present and prints the table of `docs/accuracy.md`.

    python benchmarks/accuracy.py --bench DIR [--data DIR] [SUITE ...]

DIR is the folder that holds ``run.sh``. Each suite is read by the installed ``harmattan`` in new processes, as
``make bench SUITE=…`` does.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

FIGURES = {
    "attribution": ["claim_and_source_f1", "content_token_f1", "source_token_f1", "cue_token_f1", "claim_match_f1"],
    "coding": ["type_country_f1", "type_f1", "type_country_sector_f1", "no_event_sentences_left_empty"],
    "plover": ["macro_f1", "accuracy", "quad_macro_f1", "peer_macro_f1"],
    "places": ["id_exact", "acc161km", "names_f1", "mentions_f1", "lgl_acc161km", "geovirus_acc161km", "lgl_names_f1"],
    "times": ["value_f1", "relaxed_f1", "strict_f1", "type_f1"],
    "factuality": [
        "macro_f1",
        "accuracy_if_matched",
        "asserted_f1",
        "future_f1",
        "trigger_recall",
        "quantity_all_recall",
    ],
    "muc": [
        "slot_mean_f1",
        "incident_f1",
        "type_f1",
        "date_f1",
        "country_f1",
        "place_f1",
        "perpetrator_f1",
        "victim_f1",
        "killed_f1",
        "wounded_f1",
    ],
    "where": ["place_f1", "accuracy", "accuracy_if_event_found", "event_found"],
    "incidents": ["documents_b3_f1", "documents_pairwise_f1", "mentions_conll_f1", "documents_placed"],
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("suites", nargs="*", metavar="SUITE", help=f"default: {' '.join(FIGURES)}")
    options.add_argument("--bench", type=Path, required=True)
    options.add_argument("--data", type=Path, help="default: the folder data beside DIR")
    args = options.parse_args()
    data = args.data or args.bench.parent / "data"
    print("| suite | reports | figure | value |\n|---|---|---|---|")
    for suite in args.suites or FIGURES:
        if not (data / suite).is_dir():
            print(f"{suite}: no {data / suite}, skipped", file=sys.stderr)
            continue
        found = score(suite, args.bench, data)
        for n, name in enumerate(FIGURES[suite]):
            if name in found:
                left = f"{suite} | {found['n_reports']}" if n == 0 else " | "
                print(f"| {left} | `{name}` | {100 * found[name]:.1f} |", flush=True)


def score(suite: str, bench: Path, data: Path) -> dict[str, float]:
    """All figures of one suite."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    with tempfile.TemporaryDirectory() as out:
        environment = os.environ | {"PATH": path, "OUT": out}
        command = ["sh", str(bench / "run.sh"), suite, str(data), "--json"]
        done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout))


if __name__ == "__main__":
    main()
