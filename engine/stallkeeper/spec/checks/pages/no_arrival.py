"""No order would ever arrive at the played marketplace.

Every kind in `life.arrivals` has the weight 0, so there is nothing to draw from.

Bad: `arrivals: [{name: to_accept, weight: 0, status: NEW}]`

Good: `arrivals: [{name: to_accept, weight: 80, status: NEW}]`
"""

CODE = "no-arrival"
