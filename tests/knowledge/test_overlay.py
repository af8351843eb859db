"""A user's own actors, aliases and roles: they are used, they win, and a bad row is named with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from harmattan.errors import KnowledgeError
from harmattan.knowledge.overlay import is_known, load_index


def names(folder: Path, text: str) -> list[str]:
    return [m.aliases[0].entry.name for m in load_index(str(folder)).find(text)]


def test_own_actors_are_found_by_name_and_alias(tmp_path: Path) -> None:
    (tmp_path / "actors.csv").write_text(
        'name,aliases,kind,country,sectors\n"Katiba Hanifa, the northern",Hanifa|KHN,group,MLI,REB\n', encoding="utf-8"
    )
    assert names(tmp_path, "Hanifa and KHN") == ["Katiba Hanifa, the northern"] * 2


def test_an_own_actor_takes_the_place_of_a_packaged_one_and_keeps_its_aliases(tmp_path: Path) -> None:
    (tmp_path / "actors.yaml").write_text(
        "- name: Wagner Group\n  kind: group\n  country: RUS\n  sectors: [UAF, PRM]\n", encoding="utf-8"
    )
    index = load_index(str(tmp_path))
    (match,) = index.find("PMC Wagner")
    assert match.aliases[0].entry.sectors == ("UAF", "PRM")
    assert match.aliases[0].entry.kind == "group"


def test_aliases_point_to_known_actors_and_win(tmp_path: Path) -> None:
    (tmp_path / "aliases.csv").write_text("alias,name\nthe Musicians,Wagner Group\nTass,Mali\n", encoding="utf-8")
    assert names(tmp_path, "the Musicians asked Tass") == ["Wagner Group", "Mali"]


def test_own_roles_are_nouns_with_sectors(tmp_path: Path) -> None:
    (tmp_path / "roles.yml").write_text("- {noun: drone pilot, kind: person, sectors: MIL}\n", encoding="utf-8")
    role = load_index(str(tmp_path)).role("drone pilot")
    assert role is not None
    assert role.sectors == ("MIL",)


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("actors.csv", "name,kind\nA B,tribe\n", ["line 2", "'kind'", "tribe", "population"]),
        ("actors.csv", "name,country\nA B,MLI\nC D,ML\n", ["line 3", "'country'", "ML"]),
        ("actors.csv", "name,sectors\nA B,REB|XYZ\n", ["line 2", "'sectors'", "XYZ"]),
        ("actors.csv", "name,since\nA B,last year\n", ["line 2", "'since'", "last year"]),
        ("actors.csv", "name,wikidata\nA B,912\n", ["line 2", "'wikidata'", "Q912"]),
        ("actors.csv", "name,colour\nA B,red\n", ["line 1", "colour"]),
        ("actors.csv", "name,kind\nA,B,group\n", ["line 2", "3 cells", "quotes"]),
        ("actors.csv", "name,kind\n,group\n", ["line 2", "'name'"]),
        ("actors.yaml", "- name: A\n- kind: [group\n", ["line", "YAML"]),
        ("actors.yaml", "name: A\n", ["list"]),
        ("aliases.csv", "alias,name\nX Y,Nobody Known Here\n", ["line 2", "'name'", "Nobody Known Here"]),
        ("roles.csv", "noun,kind,sectors\npilot,persons,MIL\n", ["line 2", "'kind'", "persons"]),
    ],
)
def test_a_bad_row_is_named_with_its_place(tmp_path: Path, file: str, content: str, told: list[str]) -> None:
    (tmp_path / file).write_text(content, encoding="utf-8")
    with pytest.raises(KnowledgeError) as error:
        load_index(str(tmp_path))
    for part in [file, *told]:
        assert part in str(error.value)


def test_a_missing_folder_and_a_table_that_is_not_text_are_told(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="no folder"):
        load_index(str(tmp_path / "nowhere"))
    (tmp_path / "roles.csv").write_bytes(b"noun\n\xff\xfe\xfa")
    with pytest.raises(KnowledgeError, match="UTF-8"):
        load_index(str(tmp_path))


def test_a_name_is_known_however_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "actors.csv").write_text("name,kind,country\nFront for Free Herders,group,MLI\n", encoding="utf-8")
    index = load_index(str(tmp_path))
    assert is_known(index, "Front for Free Herders")
    assert is_known(index, "Assimi Goita")
    assert not is_known(index, "Order of the Grey Heron")
