"""Makes typed, unchangeable values of a channel's files, or says everything that is wrong with them."""
