"""`python -m stallkeeper` is the same command as `stallkeeper`."""

from __future__ import annotations

from stallkeeper.cli import main

if __name__ == "__main__":
    main()
