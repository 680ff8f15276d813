"""Pages that are made from what they speak of: schemas, checks, tables of features. `make docs` writes them anew."""
