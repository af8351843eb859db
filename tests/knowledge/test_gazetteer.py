"""The gazetteer: what names mean, how it fails, and a user's own places."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from harmattan.errors import KnowledgeError, SetupError
from harmattan.knowledge import load_knowledge
from harmattan.knowledge.build.gazetteer import source_digest
from harmattan.knowledge.build.sources import middle
from harmattan.knowledge.demonyms import demonyms
from harmattan.knowledge.folding import fold
from harmattan.knowledge.gazetteer import FILE, Gazetteer
from harmattan.knowledge.own_places import own_places


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer()


@pytest.mark.parametrize(
    ("name", "country", "kind"),
    [
        ("Timbuktu", "MLI", "settlement"), ("Tombouctou", "MLI", "settlement"), ("Halab", "SYR", "settlement"),
        ("Artemivsk", "UKR", "settlement"), ("Ségou", "MLI", "admin1"), ("SEGOU", "MLI", "settlement"),
        ("Mopti Region", "MLI", "admin1"), ("Rapides", "USA", "admin2"), ("Kano State", "NGA", "admin1"),
        ("Ivory Coast", "CIV", "country"), ("Zaire", "COD", "country"), ("Burma", "MMR", "country"),
        ("U.K.", "GBR", "country"), ("D.R. Congo", "COD", "country"), ("Calif.", "USA", "admin1"),
        ("Kosovo", "XKX", "country"), ("West Bank", "PSE", "admin1"), ("Donbass", "UKR", "region"),
        ("St. Petersburg", "RUS", "settlement"), ("al-Hasakah", "SYR", "settlement"),
    ],
)  # fmt: skip
def test_names_in_use(gazetteer: Gazetteer, name: str, country: str, kind: str) -> None:
    assert (country, kind) in {(c.country, c.kind) for c in gazetteer.lookup(name)}


def test_every_country_has_a_point_and_its_ids_are_of_geonames(gazetteer: Gazetteer) -> None:
    mali = gazetteer.country("MLI")
    assert mali is not None
    assert mali.geonameid == 2453866
    for code in set(demonyms().values()):
        found = gazetteer.country(code)
        if found is not None:
            assert found.latitude is not None, code


def test_country_points_lie_in_their_countries(gazetteer: Gazetteer) -> None:
    """Each point is no farther from the country's settlements than its farthest pair of sides allows."""
    base = sqlite3.connect(f"{FILE.as_uri()}?mode=ro", uri=True)
    boxes = base.execute(
        "SELECT country, min(latitude), max(latitude), min(longitude), max(longitude) FROM place "
        "WHERE kind = 'settlement' GROUP BY country HAVING count(*) > 20"
    ).fetchall()
    base.close()
    for code, south, north, west, east in boxes:
        country = gazetteer.country(code)
        if country is None or country.latitude is None or country.longitude is None:
            continue
        assert south - 1.5 <= country.latitude <= north + 1.5, code
        assert west - 1.5 <= country.longitude <= east + 1.5, code


def test_areas_are_known_by_name(gazetteer: Gazetteer) -> None:
    town = gazetteer.lookup("Douentza")[0]
    assert gazetteer.admin1_name(town) == "Mopti"


def test_the_file_is_what_its_sources_make() -> None:
    base = sqlite3.connect(f"{FILE.as_uri()}?mode=ro", uri=True)
    meta = dict(base.execute("SELECT key, value FROM meta"))
    base.close()
    assert meta["basis"] == source_digest(), "stale: python -m harmattan.knowledge.build"
    assert Gazetteer().digest == meta["digest"]


def test_a_missing_or_damaged_file_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"python -m harmattan\.knowledge\.build"):
        Gazetteer(tmp_path / "places.sqlite")
    (tmp_path / "places.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(SetupError, match=r"harmattan\.knowledge\.build --again"):
        Gazetteer(tmp_path / "places.sqlite")


@pytest.mark.parametrize(
    ("name", "key"),
    [("Saint-Étienne", "saint etienne"), ("St. Etienne", "saint etienne"), ("Sana’a", "sanaa"), ("Łódź", "lodz"),
     ("N'Djamena", "ndjamena"), ("U.S.", "us"), ("Washington, D.C.", "washington dc")],
)  # fmt: skip
def test_folding(name: str, key: str) -> None:
    assert fold(name) == key


def test_the_middle_of_an_area_is_not_its_crowded_corner() -> None:
    crowd = [(0.0 + k / 1000, 0.0) for k in range(100)]
    latitude, _ = middle([*crowd, (10.0, 0.0)]) or (None, None)
    assert latitude == pytest.approx(5, abs=0.2)
    assert middle([(0.0, 179.0), (0.0, -179.0)]) == (0.0, 180.0)
    assert middle([]) is None


def test_own_places_overlay(tmp_path: Path) -> None:
    (tmp_path / "places.yaml").write_text(
        "- name: Camp Lumière\n  aliases: [Lumiere Base]\n  latitude: 15.1\n  longitude: -2.5\n  country: MLI\n",
        encoding="utf-8",
    )
    known = load_knowledge(str(tmp_path))
    [camp] = known.gazetteer.lookup("lumiere base")
    assert (camp.name, camp.country, camp.geonameid, camp.own) == ("Camp Lumière", "MLI", None, True)
    assert known.gazetteer.place(camp.id) == camp
    assert known.digest != load_knowledge().digest


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("places.csv", "name,latitude,longitude\nA,1,2\nB,north,2\n", r"places\.csv, line 3: latitude 'north'"),
        ("places.csv", "name,latitude,longitude\nA,91,2\n", r"line 2: latitude 91 is not between"),
        ("places.csv", "name,lat\nA,1\n", r"line 1: unknown column 'lat'"),
        ("places.csv", "name,latitude,longitude\n,1,2\n", r"line 2: a place needs a name"),
        ("places.csv", "name,latitude,longitude,country\nA,1,2,Mali\n", r"line 2: country 'MALI'"),
        ("places.csv", "name,latitude,longitude,geonameid\nA,1,2,x\n", r"line 2: geonameid 'x'"),
        ("places.csv", "name,latitude,longitude,precision\nA,1,2,town\n", r"line 2: precision 'town'"),
        ("places.yaml", "- name: A\n  latitude: 1\n  longitude: 2\n- name: B\n", r"places\.yaml, line 4: latitude ''"),
        ("places.yaml", "- name: [\n", r"places\.yaml, line \d+: not YAML"),
        ("places.yaml", "name: A\n", r"places\.yaml, line 1: expected a list"),
        ("places.yaml", "- A\n", r"places\.yaml, line 1: expected a place"),
    ],
)
def test_errors_name_file_and_line(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=message):
        own_places(tmp_path)
