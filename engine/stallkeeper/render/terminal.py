"""Tables and progress go in, a terminal shows them; the only importer of rich, imported where something is drawn."""

from __future__ import annotations

from types import TracebackType
from typing import IO, Any

from stallkeeper.render.pen import printable
from stallkeeper.render.tables import Table, text_table


def print_table(table: Table, file: IO[str], *, color: bool | None = None) -> None:
    """Draw a table on a terminal; elsewhere, or with `color` False, print the same as plain aligned text."""
    if color is False or (color is None and not file.isatty()):
        file.write(text_table(table) + "\n")
        return
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    drawn = RichTable(box=None, pad_edge=False, header_style="bold")
    for index, header in enumerate(table.headers):
        drawn.add_column(Text(header), justify="right" if index in table.right else "left", overflow="fold")
    for row in table.rows:
        drawn.add_row(*(Text(printable(cell)) for cell in row))
    Console(file=file, force_terminal=color, highlight=False).print(drawn)


class ProgressBar:
    """A moving bar on a terminal. Use it as a context manager; `show` moves it, `say` prints a line above it."""

    def __init__(self, file: IO[str], color: bool | None = None) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        console = Console(file=file, force_terminal=color, highlight=False)
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        self._progress: Any = Progress(*columns, console=console, transient=True)
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> ProgressBar:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def show(self, name: str, done: int, total: int | None = None, text: str = "") -> None:
        """Set the bar called `name` to `done` of `total` (None: not known); it is made when it is first named."""
        if name not in self._tasks:
            self._tasks[name] = self._progress.add_task(printable(text or name), total=total)
        self._progress.update(self._tasks[name], completed=done, total=total, description=printable(text or name))

    def finish(self, name: str) -> None:
        """Take the bar called `name` away."""
        if name in self._tasks:
            self._progress.remove_task(self._tasks.pop(name))

    def say(self, line: str) -> None:
        """Print a line above the bars."""
        self._progress.console.print(printable(line), markup=False, highlight=False)
