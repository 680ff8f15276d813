"""An alias (`*name`) stands for another part of the file.

A spec is read by people, one line at a time; an alias makes a line mean what stands somewhere else. A few aliases of
aliases also make a short file mean millions of lines. Reading stops there.

Bad:

    sites: &names {one: One}
    gates: *names

Good:

    sites: {one: One}
"""

CODE = "alias"
