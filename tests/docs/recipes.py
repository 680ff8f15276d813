"""When one meets each of the eighteen things in an API's documents, and the words of the mistakes made with it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Recipe:
    """A feature of the binding: its number and name, when one meets it, what to do, and what `validate` catches there."""

    number: int
    name: str
    when: str
    how: str
    catches: tuple[str, ...]


RECIPES = (
    Recipe(1, "Saying who we are", "The documents speak of a key, a token, a login or a signature.",
           "Name each secret under `secrets`; the account says which environment variable holds it. A key goes into `auth.headers` or "
           "`auth.query`; a token is fetched by `auth.token.request`, kept as long as `lasts` or `lasts_at` says and renewed once when it is "
           "refused; a refresh token that changes with each use has `refresh.at`; a signature is `auth.sign`.",
           ("unused-secret", "unused-token", "wrong-auth")),
    Recipe(2, "What each account says of itself", "A seller number, a contract, a shop, the host of an instance; or several of them.",
           "Declare it under `parameters` with its type, and use it as `<account.NAME>`. A `list: true` parameter is read once for each value with "
           "`retrieval.for_each` and `<each>`.", ("unused-each", "unknown-name")),
    Recipe(3, "Requests", "The body is JSON, XML, a form, several parts or nothing; a filter is a language of its own.",
           "`sends` says what the body is. A key with `?` is left out when it is empty; `for_each: lines` writes an entry for each line; a list in "
           "the query is repeated, or joined by `| comma_joined`.", ("body-of-get", "wrong-template", "unused-field")),
    Recipe(4, "Several steps", "Tracking first, then the shipment; or one call for each line.",
           "Write `steps` in order. The first that fails stops; what an answer gives is carried on by `keep`; `each: lines` sends one call per line. "
           "A step whose yes is on disk is never sent again.", ("unknown-name",)),
    Recipe(5, "A body that depends on the carrier", "A registered carrier goes by its code, another by name and address.",
           "Write `{if: …, then: …, else: …}` where the value stands.", ("wrong-condition",)),
    Recipe(6, "What a yes is", "The HTTP code says yes and the body says no; or each order of a request has its own result; or the result comes later.",
           "Under `answers` say what `must` hold, what has to be `empty`, and where `each` result stands; the `errors` table gives refusals their "
           "class; `outcome` asks for a result until it is there.", ("unknown-answer", "wrong-answer")),
    Recipe(7, "Pages", "The list comes in pages, by number, offset, cursor, link, journal, queue or export.",
           "`paging.kind` names how one page leads to the next; a `journal`, a queue that is `acknowledge`d and an `export` are keys of `list`.",
           ("unused-page", "unused-mark", "unused-ids")),
    Recipe(8, "Only what changed", "The list takes dates, in this or that form, and not too far apart.",
           "`times.write` says how instants are written; `overlap` and `settle` keep the edges safe; `longest` and `by_day` cut what is too long.",
           ("unused-interval", "short-memory", "first-pull-too-short")),
    Recipe(9, "A status that nobody spells out", "Counters, booleans, two axes or a list of states say what one word should.",
           "`cases` turns them into a word, `join` puts two axes together, `among` picks the first word that any item has. The words are then "
           "mapped in channel.yaml like any other.", ("unreachable-case", "undeclared-native")),
    Recipe(10, "Lines that decide", "The order has no status of its own, or its lines know better.",
           "`native_status: {of_lines: […]}` in the binding, `lines.decide` in channel.yaml.", ("shadowed-line-rule", "never-given")),
    Recipe(11, "Lists that the marketplace keeps", "Reasons or carriers are fetched, and change.",
           "A list under `lists` with how long it `holds`; a field takes its values by `values_from`.", ("unused-list", "unbound-list")),
    Recipe(12, "A thin list", "The list gives numbers only; order or lines want a call of their own.",
           "`list.complete: false` reads each order by `one`; `more` fetches parts of it.", ("no-read-back",)),
    Recipe(13, "Families", "Several marketplaces run on one platform and differ in a few rules.",
           "Write the platform once; each operator `extends` it, says what differs, and takes keys out by `without`.",
           ("unknown-family", "wrong-family", "without-nothing")),
    Recipe(14, "Money", "Amounts are text, objects, cents, or a number with its divisor; with tax or without.",
           "`as: cents`, `divided_by`, `find` and `sum` read them as exact decimals; `order.tax` says whether tax is in them.", ("never-given",)),
    Recipe(15, "XML", "A SOAP service, namespaces, elements in alphabetical order.",
           "`speaks: xml`, prefixes under `xml.namespaces`, `<nil>` for nothing; one element or many read alike.", ("wrong-xml",)),
    Recipe(16, "Doubt", "The connection broke after the request left: did it happen?",
           "Every action says when the order is read back and what is done when it does not show the effect: `resend`, or `ask` a person.",
           ("blind-resend", "confirms-too-soon")),
    Recipe(17, "What is given later", "The address is empty until the order is accepted.",
           "`given_by` names what has to hold something; until then the address counts as not given yet, neither empty nor erased.",
           ("may-be-missing",)),
    Recipe(18, "Budgets", "So many calls an hour; headers that say when to come back.",
           "`rates` are budgets that requests draw on and wait for; `obey` names headers beside Retry-After.", ("wrong-value",)),
)  # fmt: skip
