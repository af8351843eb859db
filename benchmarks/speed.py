"""How fast reading is, as ratios measured in one run: `make bench-speed`.

    python benchmarks/speed.py [--reports FILE.jsonl ...] [--articles N] [--json]

Without ``--reports`` the articles are made from the paragraphs of the example reports, shuffled with a fixed seed.
Each figure compares two things done in turn on the same texts, so a machine that speeds up or slows down meanwhile
changes both sides. Absolute times are printed for orientation only.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

EXAMPLES = Path(__file__).parent.parent / "examples" / "mali"
CHUNK = 25  # articles between two looks at the clock

IMPORT = "import time; t = time.perf_counter(); import harmattan; print(time.perf_counter() - t)"
COLD = {
    "spacy": "import spacy, sys; from harmattan.reading.pipeline import _folder; "
    "spacy.load(_folder(None))(open(sys.argv[1], encoding='utf-8').read())",
    "harmattan": "import sys, harmattan; harmattan.read(open(sys.argv[1], encoding='utf-8').read())",
}
PEAK = (
    "import json, sys, resource, harmattan\n"
    "for _ in harmattan.read_many(map(json.loads, open(sys.argv[1], encoding='utf-8'))): pass\n"
    "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--reports", nargs="*", type=Path, default=[], help=".jsonl files of reports to read")
    options.add_argument("--articles", type=int, default=500)
    options.add_argument("--json", action="store_true")
    args = options.parse_args()
    articles = load_articles(args.reports, args.articles)
    figures = measure(articles)
    if args.json:
        print(json.dumps(figures))
        return
    for name, (value, bound) in figures.items():
        print(f"{name:62} {value:8.2f}   {bound}")


def measure(articles: list[dict[str, str]]) -> dict[str, tuple[float, str]]:
    """Every figure with the bound it is held to."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        one = Path(folder, "article.txt")
        one.write_text(" ".join(" ".join(a["text"] for a in articles).split(" ")[:500]), encoding="utf-8")
        many = Path(folder, "articles.jsonl")
        many.write_text("".join(json.dumps(a) + "\n" for a in articles), encoding="utf-8")
        figures = {"import harmattan, s": (median(float(run(IMPORT)) for _ in range(5)), "<= 0.3")}
        figures |= cold_start(one)
        figures["peak memory of one process over all articles, MiB"] = (float(run(PEAK, many)), "<= 1200")
    return figures | against_spacy(articles) | two_processes(articles)


def cold_start(article: Path) -> dict[str, tuple[float, str]]:
    """A new process to the first reading of a 500-word article, against spaCy alone, in turn."""
    pairs = []
    for _ in range(6):
        pairs.append([clock(lambda c=code: run(c, article)) for code in COLD.values()])
    pairs = pairs[1:]  # the first one fills the file cache
    return {
        "cold start to the first reading, s": (median(ours for _, ours in pairs), "<= 4"),
        "cold start / bare spaCy": (median(ours / bare for bare, ours in pairs), "<= 2"),
    }


def against_spacy(articles: list[dict[str, str]]) -> dict[str, tuple[float, str]]:
    """Reading everything against the bare spaCy pass over the same texts, chunk by chunk in turn."""
    import spacy

    import harmattan
    from harmattan.reading.pipeline import _folder

    nlp = spacy.load(_folder(None))
    list(harmattan.read_many(articles[:CHUNK]))  # load and warm up
    bare = ours = words = 0.0
    for start in range(0, len(articles), CHUNK):
        chunk = articles[start : start + CHUNK]
        texts = [a["text"] for a in chunk]
        bare += clock(lambda t=texts: list(nlp.pipe(t)))
        ours += clock(lambda c=chunk: list(harmattan.read_many(c)))
        words += sum(len(t.split()) for t in texts)
    return {
        f"reading {len(articles)} articles / bare spaCy": (ours / bare, "<= 4"),
        "words read a second, one process": (words / ours, ""),
    }


def two_processes(articles: list[dict[str, str]]) -> dict[str, tuple[float, str]]:
    """One process against two, both already warm."""
    import harmattan

    single = clock(lambda: list(harmattan.read_many(articles)))
    double = clock(lambda: list(harmattan.read_many(articles, processes=2)))
    return {"one process / two processes (start included)": (single / double, ">= 1.7")}


def clock(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def run(code: str, *args: object) -> str:
    done = subprocess.run([sys.executable, "-c", code, *map(str, args)], check=True, capture_output=True, text=True)
    return done.stdout


def load_articles(files: list[Path], n: int) -> list[dict[str, str]]:
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").split("\n") if line.strip()]
    if not rows:
        rows = made_articles(n)
    return [{"id": str(i), "text": rows[i % len(rows)]["text"]} for i in range(n)]


def made_articles(n: int) -> list[dict[str, str]]:
    """Articles of twelve paragraphs, drawn from the examples."""
    lines = (EXAMPLES / "wires.jsonl").read_text(encoding="utf-8").splitlines()
    paragraphs = [p for line in lines for p in json.loads(line)["text"].split("\n\n")]
    draw = random.Random(20220127)
    return [{"text": "\n\n".join(draw.sample(paragraphs, 12))} for _ in range(n)]


if __name__ == "__main__":
    main()
