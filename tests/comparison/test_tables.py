"""Event tables of ACLED and UCDP are read; anything else is refused with what to do."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from harmattan.comparison.tables import country_code, read_table
from harmattan.errors import TableError

ACLED = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,actor2,"
    "civilian_targeting,iso,country,admin1,location,latitude,longitude,geo_precision,source,notes,fatalities\n"
)
ROW = (
    "MLI1,24 January 2022,2022,1,Political violence,Violence against civilians,Attack,JNIM,,Civilians (Mali),"
    'Civilian targeting,466,Mali,Gao,Gao,16.27,-0.04,1,Studio Tamani,"Raid on a market, 12 killed.",12\n'
)
UCDP = (
    "id,relid,year,type_of_violence,side_a,side_b,source_article,where_prec,where_coordinates,adm_1,latitude,longitude,"
    "country,date_start,date_end,deaths_civilians,best,high,low\n"
)
GED = (
    "77,MLI-1,2022,3,JNIM,Civilians,Raid,1,Gao town,Gao region,16.27,-0.04,Mali,2022-01-24 00:00:00.000,2022-01-25,"
    "12,12,15,10\n"
)


def table(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "events.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_acled(tmp_path: Path) -> None:
    events = read_table(table(tmp_path, ACLED + ROW))
    assert events.format == "ACLED"
    (row,) = events.rows
    assert (row.id, row.line, row.first, row.last) == ("MLI1", 2, date(2022, 1, 24), date(2022, 1, 24))
    assert (row.type, row.types, row.actors) == ("Attack", ("ASSAULT", "COERCE"), ("JNIM", "Civilians (Mali)"))
    assert (row.country, row.place, row.latitude, row.longitude, row.exact) == ("MLI", "Gao", 16.27, -0.04, True)
    assert (row.low, row.best, row.high, row.civilians) == (12, 12, 12, True)


def test_ucdp(tmp_path: Path) -> None:
    events = read_table(table(tmp_path, UCDP + GED))
    assert events.format == "UCDP GED"
    (row,) = events.rows
    assert (row.first, row.last) == (date(2022, 1, 24), date(2022, 1, 25))
    assert (row.type, row.types, row.actors) == ("one-sided violence", ("ASSAULT",), ("JNIM",))
    assert (row.low, row.best, row.high, row.civilians) == (10, 12, 15, True)


@pytest.mark.parametrize("made", [lambda t: t.replace(",", ";").replace("market; 12", "market, 12"),
                                  lambda t: "\ufeff" + t, lambda t: t.upper() if t == ACLED else t])  # fmt: skip
def test_what_spreadsheets_do_to_a_file(tmp_path: Path, made: object) -> None:
    text = made(ACLED) + (made(ROW) if made(",") == ";" else ROW)  # type: ignore[operator]
    assert len(read_table(table(tmp_path, text)).rows) == 1


def test_another_code_page(tmp_path: Path) -> None:
    row = ROW.replace("Raid on a market", "Attaque à Ségou")
    (found,) = read_table(table(tmp_path, (ACLED + row).encode("cp1252"))).rows
    assert found.notes.startswith("Attaque à Ségou")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("name,age\nx,1\n", "is no ACLED or UCDP GED table: its columns are name, age"),
        (b"PK\x03\x04\0\0", "is no CSV text"),
        (ACLED + ROW.replace("24 January 2022", "someday"), "line 2: 'someday' is no date"),
        (ACLED + ROW.replace(",12\n", ",many\n"), "line 2: 'many' is no number of deaths"),
        (ACLED + ROW.replace("16.27", "north"), "line 2: 'north' is no latitude"),
        (ACLED + ROW + "MLI2,24 January 2022\n", "line 3: it has another number of fields"),
    ],
)
def test_refused(tmp_path: Path, text: str | bytes, message: str) -> None:
    path = table(tmp_path, text)
    with pytest.raises(TableError, match=r"events\.csv") as error:
        read_table(path)
    assert message in str(error.value)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="cannot be read"):
        read_table(tmp_path / "nowhere.csv")


@pytest.mark.parametrize(
    ("name", "code"), [("Mali", "MLI"), ("DR Congo (Zaire)", "COD"), ("Ivory Coast", "CIV"), ("Atlantis", "Atlantis")]
)
def test_country(name: str, code: str) -> None:
    assert country_code(name) == code
