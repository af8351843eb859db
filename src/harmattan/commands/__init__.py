"""The command line. Each command is one module: a thin typed layer over a function."""


def main() -> None:
    pass
