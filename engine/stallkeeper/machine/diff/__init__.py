"""Two machines in, what differs in meaning out, each difference with an order on which the two were seen to differ."""
