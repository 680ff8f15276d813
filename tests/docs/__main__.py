"""`python -m tests.docs` writes every page that is made, and removes those that are no more."""

from __future__ import annotations

from tests.docs import extending_schemas
from tests.docs.made import MADE, committed, pages
from tests.shared_material import ROOT


def main() -> None:
    docs, wanted = ROOT / "docs", pages()
    for path in committed() - wanted.keys():
        (docs / path).unlink()
    for path, text in wanted.items():
        (docs / path).parent.mkdir(parents=True, exist_ok=True)
        (docs / path).write_text(text, encoding="utf-8")
    for path, text in extending_schemas.files().items():
        (ROOT / "schemas" / path).write_text(text, encoding="utf-8")
    print(f"{len(wanted)} pages under docs/: {', '.join(MADE)}")


if __name__ == "__main__":
    main()
