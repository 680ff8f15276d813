"""A tag (`!!int`, `!thing`) asks for a type.

What type a value has, its field says: `130` is text where text is declared. A tag could also ask for a program's own
types, which a spec must never reach.

Bad:

    title: !!str 130

Good:

    title: 130
"""

CODE = "tag"
