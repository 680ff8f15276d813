from __future__ import annotations

from stallkeeper.machine.graph import Arrow, graph_of
from tests.machine.arranged import bundled, machine_of


def test_a_drawing_has_an_arrow_for_every_result_of_an_action_and_for_every_declared_move() -> None:
    machine = machine_of("""
        starts_at: waiting_shipment
        statuses:
          shipped: {native: [SENT], next: [canceled]}
          waiting_shipment:
            title: To be sent
            native: [READY]
            actions: [ship, cancel]
            next: [shipped, canceled]
            deadline: {id: late, if: {order.has_claim: false}, within: 3 days, else: [canceled], kept_by: channel}
          canceled: {native: [GONE]}
        fulfilled_by_channel: {flag: is_delivered_by_marketplace, arrives_as: shipped}
        actions:
          ship: {if: {native.status: READY}, results_in: [shipped, canceled]}
          cancel: {results_in: canceled}
        """)

    graph = graph_of(machine)

    assert [(node.status, node.entry, node.terminal) for node in graph.nodes] == [
        ("waiting_shipment", "starts here", False),
        ("shipped", "fulfilled by the channel", False),
        ("canceled", "", True),
    ]
    assert graph.arrows == (
        Arrow("waiting_shipment", "shipped", "action", "ship if native.status is READY"),
        Arrow("waiting_shipment", "canceled", "action", "ship if native.status is READY, cancel"),
        Arrow("waiting_shipment", "canceled", "timer", "after 3 days if order.has_claim is false"),
        Arrow("shipped", "canceled", "observe", ""),
    )


def test_an_action_that_may_leave_an_order_where_it_is_draws_no_circle() -> None:
    graph = graph_of(bundled("cdiscount/soap"))

    assert not [arrow for arrow in graph.arrows if arrow.source == arrow.destination]
    assert Arrow("partial_refunded", "refunded", "action", "refund") in graph.arrows
