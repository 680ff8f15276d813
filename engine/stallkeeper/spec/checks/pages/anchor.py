"""An anchor (`&name`) marks a part of the file for an alias to repeat.

Aliases are refused, so an anchor is of no use. Where a text begins with the sign, quote it.

Bad:

    title: &title Example

Good:

    title: "&title"
"""

CODE = "anchor"
