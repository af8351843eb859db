"""Compile public actor lists into the project's own tables.

    python tools/compile_actors.py FOLDER

reads ``ucdp-actor-221.csv`` (Uppsala Conflict Data Program, Actor List 22.1, CC BY 4.0) and
``reign-leaders-2021-03.csv`` (Rulers, Elections and Irregular Governance, OEF Research, MIT) from FOLDER and writes
``ucdp_groups.csv`` and ``reign_leaders.csv`` among the packaged actors. What the tables kept by hand already hold is
left out, as are governments, unnamed factions and forces named after a person.
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

from harmattan.knowledge.actors import FOLDER, fold, rows, split, words

HEADER = [
    "name",
    "aliases",
    "kind",
    "country",
    "sectors",
    "member_of",
    "wikidata",
    "since",
    "until",
    "office",
    "source",
]
MADE = ("ucdp_groups.csv", "reign_leaders.csv")
UNNAMED = re.compile(r"government of|faction|forces of|military|coalition|\bgang\b.*sector|opposition|\(|/|^\W*$", re.I)
CRIMINAL = re.compile(r"cartel|gang\b|\bpcc\b|comando vermelho|^los |^la |familia|mafia|clan del|cult", re.I)
PLAIN = frozenset(["arrow", "boys", "ninjas", "white", "army", "eyie", "axe"])
NO_NATION = {"Congo": "COG", "Hyderabad": "IND", "FYR": "MKD", "Macedonia": "MKD", "South Vietnam": "VNM",
             "South Yemen": "YEM", "Bosnia-Herzegovina": "BIH"}  # fmt: skip
# REIGN's country letters where they are not ISO's.
PAIRS = """
ALG=DZA ANG=AGO AUL=AUS AUS=AUT BAH=BHR BAR=BRB BFO=BFA BHM=BHS BHU=BTN BNG=BGD BOS=BIH BOT=BWA BUI=BDI
BUL=BGR CAM=KHM CAO=CMR CAP=CPV CDI=CIV CEN=CAF CHA=TCD CON=COG COS=CRI CRO=HRV CZE=CZE CZR=CZE DEN=DNK
DRC=COD DRV=VNM ETM=TLS FIJ=FJI FRN=FRA GAM=GMB GDR=DEU GFR=DEU GMY=DEU GRG=GEO GRN=GRD GUA=GTM GUI=GIN
HAI=HTI HON=HND ICE=ISL INS=IDN IRE=IRL KOS=XKX KUW=KWT KYR=KGZ KZK=KAZ LAT=LVA LEB=LBN LES=LSO LIB=LBY
LIT=LTU MAA=MRT MAC=MKD MAD=MDV MAG=MDG MAL=MYS MAS=MUS MAW=MWI MLD=MDA MON=MNG MOR=MAR MSI=MHL MYA=MMR
MZM=MOZ NAU=NRU NEP=NPL NEW=NZL NIG=NGA NIR=NER NTH=NLD OMA=OMN PAL=PLW PAR=PRY PHI=PHL POR=PRT ROK=KOR
ROM=ROU SAF=ZAF SAL=SLV SEY=SYC SIE=SLE SIN=SGP SKN=KNA SLO=SVK SLU=LCA SLV=SVN SNM=SMR SOL=SLB SPN=ESP
SRI=LKA SUD=SDN SVG=VCT SWA=SWZ SWD=SWE SWZ=CHE TAJ=TJK TAZ=TZA THI=THA TOG=TGO TRI=TTO UAE=ARE UKG=GBR
URU=URY VAN=VUT YAR=YEM YPR=YEM YUG=SRB ZAM=ZMB ZIM=ZWE AAB=ATG RVN=VNM EQG=GNQ BRU=BRN LIE=LIE MNC=MCO MNG=MNE STP=STP
GNB=GNB DMA=DMA
"""
ISO = dict(pair.split("=") for pair in PAIRS.split())


def main(folder: Path) -> None:
    """Read both lists from ``folder`` and write the two tables."""
    kept, surnames = by_hand()
    countries = {name: row["code"] for _, row in rows(FOLDER / "countries.csv")
                 for name in [row["name"], *split(row["aliases"])]}  # fmt: skip
    write(FOLDER / MADE[0], groups(folder / "ucdp-actor-221.csv", kept, countries))
    write(FOLDER / MADE[1], leaders(folder / "reign-leaders-2021-03.csv", surnames))


def by_hand() -> tuple[set[str], set[tuple[str, str]]]:
    """Names, and (country, surname) of persons, that the tables kept by hand hold."""
    kept: set[str] = set()
    surnames: set[tuple[str, str]] = set()
    for path in FOLDER.glob("*.csv"):
        if path.name in MADE or path.name == "countries.csv":
            continue
        for _, row in rows(path):
            for name in [row["name"], *split(row["aliases"])]:
                kept.add(" ".join(words(name.lstrip("~^"))))
                if row["kind"] == "person":
                    surnames.update((row["country"], w) for w in words(name) if len(w) > 2)
    return kept, surnames


def groups(path: Path, kept: set[str], countries: dict[str, str]) -> list[list[str]]:
    """UCDP's organised non-state groups, one row for each name."""
    out: dict[str, list[str]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            name = clean(row["NameData"])
            full = clean(row["NameOrigFullEng"])
            if (
                row["Org"] != "1"
                or UNNAMED.search(name)
                or UNNAMED.search(full)
                or not re.search(r"[a-z]", name + full)
            ):
                continue
            longest = full if len(full.split()) > len(name.split()) else name
            names = [n for n in dict.fromkeys([longest, name, clean(row["NameOrigFull"]), full]) if usable(n)]
            keys = {" ".join(words(n)) for n in names}
            if not names or keys & kept or (len(longest.split()) < 2 and longest.lower() in PLAIN):
                continue
            place = row["Location"].split(",")[0].strip()
            country = NO_NATION.get(place) or countries.get(place) or countries.get(place.split(" (")[0], "")
            sector = "CRM" if CRIMINAL.search(longest) or CRIMINAL.search(name) else "REB"
            aliases = [("~" if weak(n) else "") + n for n in names[1:]]
            key = " ".join(words(longest))
            if key in out:
                continue
            source = f"UCDP actor {row['ActorId']}"
            out[key] = [longest, "|".join(aliases), "group", country, sector, "", "", "", "", "", source]
            if weak(longest):
                out[key][1] = "|".join([f"~{longest}", *aliases])
    return [out[k] for k in sorted(out)]


def clean(text: str) -> str:
    """A name without stray blanks, quotes and "n/a"."""
    text = re.sub(r"\s+", " ", text.replace("’", "'").replace("‘", "'").strip())
    return "" if text.lower() in ("n/a", "na", "unknown", "spanish") else text.replace('"', "").replace("|", " ")


def usable(name: str) -> bool:
    """Whether a name can be told from ordinary words."""
    return (len(name) > 2 and name[:1].isupper()) or bool(re.match(r"al-", name))


def weak(name: str) -> bool:
    """Names that mean other things elsewhere: single words and acronyms."""
    return len(name.split()) == 1 and "-" not in name.strip("-")


def leaders(path: Path, surnames: set[tuple[str, str]]) -> list[list[str]]:
    """REIGN's national leaders in office in 1960 or later, with their months."""
    out = []
    with path.open(encoding="latin-1", newline="") as file:
        for row in csv.DictReader(file):
            until_year = int(row["eyear"]) if row["eyear"].strip().isdigit() else None
            if until_year is not None and until_year < 1960:
                continue
            country = ISO.get(row["stateabb"], row["stateabb"])
            name = clean(row["leader"])
            last = words(name)[-1:] or [""]
            if not last[0] or (country, last[0]) in surnames or not name[0].isalpha():
                continue
            since = f"{row['syear']}-{int(row['smonth']):02d}"
            until = f"{until_year}-{int(row['emonth']):02d}" if until_year else "2021-03"
            sectors = "GOV|MIL" if row["militarycareer"] == "1" else "GOV"
            out.append([name, "", "person", country, sectors, "", "", since, until, "leader", "REIGN 2021-03"])
    return sorted(out, key=lambda r: (r[3], r[7], fold(r[0])))


def write(path: Path, table: list[list[str]]) -> None:
    """Write one table with its header."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(table)
    print(f"{path.name}: {len(table)} rows")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
