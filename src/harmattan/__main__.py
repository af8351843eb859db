"""``python -m harmattan``: the same as the command ``harmattan``."""

from harmattan.commands import main

if __name__ == "__main__":
    main()
