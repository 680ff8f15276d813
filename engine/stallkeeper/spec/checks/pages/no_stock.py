"""A seller's rule asks for the free stock, and nothing says where it is read.

A rule with a `stock_buffer` fires only where the stock covers the order. The account, or the whole file, has to say
which file or which table tells how many units are free; or a program that embeds the engine hands one over (`stock` of
`open_engine`).

Bad: `rules: {all: {when: {status: waiting_acceptance}, do: accept, stock_buffer: 2}}`.

Good: the same, and `stock: {file: stock.csv}` beside it.
"""

from __future__ import annotations

CODE = "no-stock"
