"""A description from elsewhere says something that this language has no word for, or leaves open what has to be known.

What was left out, and what an author may write in its place, is said with it.

Bad: an argument that `depends_on` a function nobody has described.

Good: one that depends on `equals`, and names an argument of the same action.
"""

CODE = "unknown-in-description"
