"""Bad input: a clear error, nothing lost.

Everything a user, a file, a network or a marketplace can get wrong, through the command line as a user meets it, with
a real store that already holds orders and a real server on loopback. `table.py` has one row for each kind, with the
tests that show it; `test_table.py` proves that the table is whole. What every one of the tests holds:

- the message says what, where, why and what to do; the exit code is 1 (problems) or 2 (wrong usage);
- no traceback, unless asked for with -v: then there is one wherever an exception was the cause;
- no secret and nothing of the buyer is shown (both are planted where they could leak from);
- orders, lines, addresses, history, submissions and cursors are the same before and after, and with the cause gone
  work goes on.

    arranged.py         the shop with orders in its store, and what must be true of every refusal
    serving.py          a marketplace written by hand, for answers that no played one gives
    test_files.py       a channel's files and stallkeeper.yaml with mistakes in them
    test_questions.py   what a person asks for that does not exist, or may not be
    test_ways.py        the way to the marketplace, and its refusals
    test_answers.py     answers that are none, and odd orders
    test_database.py    the file that holds the orders
"""
