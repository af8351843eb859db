"""Windows of unlabelled text for distillation: words by spaCy's tokenizer, sentences by a plain rule.

    python training/unlabelled.py --data DIR --out FILE SUITE=REPORTS [SUITE=REPORTS ...]

Held-back documents, documents kept to judge by and the own test are left out. About half of the windows are single
sentences, the rest a few together. The result holds text and stays on the machine that made it.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path

import spacy
from splits import held_back, judged, own_test

sys.path.insert(0, str(Path(__file__).parent / "labels"))
from labels import sentence_starts  # needs the line above


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", type=Path, required=True)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("wanted", nargs="+", metavar="SUITE=REPORTS")
    args = ap.parse_args()
    tokenizer, draw, n = spacy.blank("en").tokenizer, random.Random(3), 0
    with args.out.open("w", encoding="utf-8") as file:
        for suite, number in (w.split("=") for w in args.wanted):
            rows = [json.loads(line) for line in (args.data / suite / "reports.jsonl").open(encoding="utf-8")]
            rows = [r for r in rows if not held_back(suite, r["id"]) and not judged(suite, r["id"])]
            rows = [r for r in rows if (suite, str(r["id"])) not in own_test()]
            draw.shuffle(rows)
            for row in rows[: int(number)]:
                text = row["text"].replace("\n\n", "\x00\x00").replace("\n", " ").replace("\x00", "\n")
                starts = [*sentence_starts(text), len(text)]
                k = 0
                while k < len(starts) - 1:
                    size = draw.choice((1, 1, 1, 2, 3, 4))
                    words, home = [], []
                    for j in range(k, min(k + size, len(starts) - 1)):
                        here = [t for t in tokenizer(text[starts[j] : starts[j + 1]]) if not t.is_space]
                        if len(words) + len(here) > 150:
                            break
                        words += [[starts[j] + t.idx, starts[j] + t.idx + len(t)] for t in here]
                        home += [j] * len(here)
                    k += size
                    if len(words) < 6:
                        continue
                    at, end = words[0][0], words[-1][1]
                    file.write(json.dumps({
                        "id": f"{suite}/{row['id']}", "source": "unlabelled", "held": False, "text": text[at:end],
                        "words": [[s - at, e - at] for s, e in words], "events": None, "scope": None, "claims": None,
                        "pair": None, "sentences": home}, ensure_ascii=False) + "\n")  # fmt: skip
                    n += len(words)
    print(n, "words")


if __name__ == "__main__":
    main()
