"""`python -m tests.mutants`: garble the bundled channels and show who notices."""

from __future__ import annotations

import argparse
import sys
from collections import Counter

from stallkeeper.clock import SystemClock
from tests.mutants.draft import draft
from tests.mutants.judges import EQUAL, JUDGES, Verdict
from tests.mutants.stage import channels
from tests.mutants.survivors import complaints, excuses, file_of
from tests.mutants.trial import mutants_of, sampled, verdicts


def main() -> int:
    """0: every mutant is noticed, or listed with a reason."""
    given = _arguments()
    wanted = given.channel or channels()
    if given.draft:
        for channel in wanted:
            print(draft(channel))
        return 0
    failed = False
    for channel in wanted:
        failed |= bool(_try(channel, given))
    return 1 if failed else 0


def _try(channel: str, given: argparse.Namespace) -> list[str]:
    mutants = sampled([each for each in mutants_of(channel) if given.only in each.id], given.sample, given.seed)
    began = SystemClock().now()

    def tell(done: int) -> None:
        if sys.stderr.isatty() or done % 100 == 0:
            print(f"\r{channel}: {done} of {len(mutants)}", end="", file=sys.stderr, flush=True)

    found = verdicts(channel, mutants, given.processes, tell)
    print(file=sys.stderr)
    seconds = (SystemClock().now() - began).total_seconds()
    whole = given.sample is None and not given.only
    wrong = list(complaints(found, excuses(channel), whole=whole))
    _show(channel, found, seconds)
    if given.list:
        for verdict in found:
            if verdict.judge is None or given.all:
                print(f"  {verdict.judge or 'SURVIVES':8} {verdict.mutant}  {verdict.why[:120]}")
    for each in wrong:
        print(f"  {each}")
    if wrong:
        print(
            f"  kill them (a story, an expectation in samples/expected.yaml), or list them in {file_of(channel).name}"
        )
    return wrong


def _show(channel: str, found: tuple[Verdict, ...], seconds: float) -> None:
    count = Counter(verdict.judge for verdict in found)
    noticed = ", ".join(f"{judge} {count[judge]}" for judge in JUDGES)
    alive = f"{count[EQUAL]} equal; {count[None]} survive"
    print(f"{channel}: {len(found)} mutants; noticed by {noticed}; {alive}; {seconds:.0f} s")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--channel", action="append", help="only this one (again for more); default: all")
    parser.add_argument("--sample", type=int, help="only so many mutants of each, drawn by the seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="only mutants whose id holds this text")
    parser.add_argument("--list", action="store_true", help="show the survivors, also those that are listed")
    parser.add_argument("--all", action="store_true", help="with --list: show every mutant and who noticed it")
    parser.add_argument("--draft", action="store_true", help="print a samples/expected.yaml to be read and corrected")
    parser.add_argument("--processes", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
