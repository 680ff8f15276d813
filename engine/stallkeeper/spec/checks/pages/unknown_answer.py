"""A request expects an answer that is not described.

Answers are described under `answers`, each with a name.

Bad: `answer: per_item` without `per_item` under `answers`.

Good: `answer: per_item`, and `answers: {per_item: …}`.
"""

CODE = "unknown-answer"
