"""The contracts in, a table of what each of them shows out: operations, words, and what became of every value."""

from __future__ import annotations

from collections import Counter

from tests.contracts import exchange
from tests.contracts.contract import NAMES, Contract, contract
from tests.contracts.judge import breaches
from tests.contracts.test_examples import leaf_report, native_of


def operations(held: Contract) -> Counter[str]:
    """How many requests of each operation were judged, the listing and reading ones included."""
    asked = Counter(exchange.listed(held).names)
    for name in held.data["orders"]:
        asked.update(exchange.order(held, name)[1].names)
    for case in held.cases:
        asked.update(exchange.done(held, case).names)
    return asked


def refused(held: Contract) -> int:
    """How many of the requests break the description beyond the vendor's own slips."""
    sent = [*exchange.listed(held).heard, *(each for case in held.cases for each in exchange.done(held, case).heard)]
    return sum(bool(held.unmentioned(breaches(held.description, each))) for each in sent)


def leaves(held: Contract) -> Counter[str]:
    """What became of the values in the vendor's examples."""
    told: Counter[str] = Counter()
    for example in held.data["examples"]:
        told.update(each.partition(" ")[0].strip(":") for each in leaf_report(held, native_of(held, example)).values())
    return told


def main() -> None:
    for name in NAMES:
        held = contract(name)
        asked, values = operations(held), leaves(held)
        print(f"{name}: {sum(asked.values())} requests of {len(asked)} operations, {refused(held)} refused")
        for operation, count in sorted(asked.items()):
            print(f"  {count:3} x {operation}")
        print(f"  slips of the vendor's file: {len(held.slips)}; lists of words: {len(held.data['words'])}")
        print(
            f"  values in examples: {values['mapped']} mapped, {values['kept']} kept native, {values['UNTOLD']} untold"
        )


if __name__ == "__main__":
    main()
