"""The forty requirements of a runtime that can be trusted, and of each what is still open.

Tests of a requirement's own bear its marker; `shown_by` names those of a subject's tests that show it as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

RUNTIME, STORE, BINDINGS = "tests/runtime", "tests/store", "tests/bindings"


@dataclass(frozen=True)
class Row:
    """`shown_by` are test files, or single tests as file::name. `open` says what no test shows yet; "" for nothing."""

    number: int
    requirement: str
    shown_by: tuple[str, ...] = ()
    open: str = ""

    @property
    def name(self) -> str:
        return f"R{self.number}"


def _of(file: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{file}::test_{name}" for name in names) if names else (file,)


_SWEEPER, _SUBMISSIONS = f"{RUNTIME}/test_sweeper.py", f"{RUNTIME}/test_submissions.py"
_STANDING, _ERRORS = f"{RUNTIME}/test_standing.py", f"{RUNTIME}/test_error_queue.py"
_PRIVACY, _INTAKE = f"{RUNTIME}/test_privacy.py", f"{RUNTIME}/test_intake.py"

ROWS: tuple[Row, ...] = (
    Row(
        1,
        "an order that becomes visible late is imported, and the ledger says by which sweep",
        _of(_STANDING, "an_order_that_only_the_slow_window_saw_is_a_miss_of_the_fast_one"),
    ),
    Row(
        2,
        "nothing between two intervals is left unread, nothing is read in twice",
        _of(f"{RUNTIME}/test_interval.py")
        + _of(_SWEEPER, "the_next_sweep_begins_before_the_cursor_by_the_overlap_and_writes_nothing_twice"),
    ),
    Row(
        3,
        "killed at any page, a sweep loses nothing and doubles nothing",
        _of(f"{RUNTIME}/test_killed_while_reading.py"),
    ),
    Row(
        4,
        "a failed page fails the sweep; what was read stays, the cursor stays",
        _of(
            _SWEEPER,
            "a_failed_page_keeps_what_was_stored_and_leaves_the_cursor_where_it_was",
            "a_failed_sweep_goes_on_at_the_next_page_and_over_the_same_interval",
        ),
    ),
    Row(
        5,
        "pages that shift or repeat lose no order and make no loop",
        _of(
            _SWEEPER,
            "a_page_that_repeats_is_an_error_and_not_a_loop",
            "a_list_that_gets_shorter_between_its_pages_is_read_again_and_no_order_slips_by",
            "pages_that_may_shift_unseen_are_read_until_nothing_new_turns_up",
        ),
    ),
    Row(
        6,
        "a list smaller than reality is noticed",
        _of(_STANDING, "an_order_that_only_the_slow_window_saw_is_a_miss_of_the_fast_one"),
    ),
    Row(
        7,
        "zones and the nights when clocks change lose no order",
        _of(f"{RUNTIME}/test_schedule.py")
        + _of(f"{BINDINGS}/test_instants.py")
        + _of(f"{BINDINGS}/test_converters.py", "a_time_without_a_zone_is_drift_where_the_binding_names_none"),
    ),
    Row(
        8,
        "the marketplace's clock rules, and a skew is told",
        _of(
            _SWEEPER,
            "the_cursor_never_passes_the_marketplaces_own_clock",
            "a_marketplaces_clock_that_is_ahead_hides_no_order_while_it_is_and_once_it_is_right",
        ),
    ),
    Row(
        9,
        "what changed without a modified date is seen within a day",
        _of(f"{STORE}/test_sighting_table.py"),
    ),
    Row(
        10,
        "several that read one page store each order once",
        _of(f"{STORE}/test_order_writes.py", "a_page_that_another_process_has_stored_already_adds_nothing")
        + _of(f"{STORE}/test_sweep_table.py", "a_page_of_a_second_sweep_of_the_same_window_is_not_stored"),
    ),
    Row(
        11,
        "the same record again changes nothing and tells nobody",
        _of(_INTAKE, "an_older_report_is_kept_in_the_history_once_and_not_applied")
        + _of(
            f"{RUNTIME}/test_identity.py",
            "an_order_stays_with_the_account_that_read_it_first_and_reading_it_again_changes_nothing",
        )
        + _of(f"{RUNTIME}/test_seller_rules.py", "one_event_told_forty_seven_times_lets_a_rule_act_once"),
    ),
    Row(12, "two channels over one seller account import an order once", _of(f"{RUNTIME}/test_identity.py")),
    Row(
        13,
        "an erased order is not imported again, one that is gone is kept, merged ones count once",
        _of(_PRIVACY, "a_sweep_that_lists_an_erased_order_changes_nothing_and_notes_nothing")
        + _of(f"{STORE}/test_key_file.py"),
    ),
    Row(
        14,
        "reports in any order end the same",
        _of(_INTAKE, "six_reports_of_one_order_end_the_same_in_whatever_order_they_come"),
    ),
    Row(
        15,
        "not given yet, empty and erased are three; a filled address stays",
        _of(
            f"{STORE}/test_order_writes.py",
            "an_address_that_comes_later_is_filled_in",
            "an_address_that_is_filled_is_not_overwritten_by_one_that_is_not",
            "what_was_erased_is_not_filled_again_by_the_next_report",
        )
        + _of("tests/machine/test_decide.py", "nothing_is_possible_at_a_gate"),
    ),
    Row(
        16,
        "a request to cancel is a flag and no cancellation",
        _of("tests/machine/test_observe.py", "a_flag_on_a_line_leaves_the_lines_and_the_orders_status"),
    ),
    Row(
        17,
        "an unknown status keeps the order, offers nothing and is told once",
        _of(
            _SWEEPER,
            "an_unknown_native_status_keeps_the_order_and_tells_once_for_all_of_them",
            "an_order_with_an_unknown_status_is_observed_again_once_the_spec_knows_the_word",
        )
        + _of(_INTAKE, "an_unknown_word_keeps_the_last_known_status"),
    ),
    Row(
        18,
        "an order's status follows from its lines by a declared rule; where they contradict its own word, it is told",
        _of("tests/machine/test_observe.py", "lines_decide_where_a_rule_says_so")
        + _of(
            "tests/machine/test_universal.py",
            "an_observation_ends_where_its_path_ends",
            "no_question_about_any_order_raises",
        ),
    ),
    Row(19, "an intent survives the death of its process and is sent once", _of(f"{RUNTIME}/test_killed_between.py")),
    Row(
        20,
        "what took effect before its answer got lost is not done again",
        _of(
            _SUBMISSIONS,
            "a_doubtful_action_that_took_effect_is_confirmed_and_not_sent_again",
            "a_doubtful_action_without_effect_is_left_to_a_person_where_twice_would_do_harm",
            "two_equal_refunds_that_were_both_meant_are_both_made",
        )
        + _of(
            f"{RUNTIME}/test_killed_between.py", "killed_between_the_effect_and_its_answer_an_action_is_not_done_twice"
        ),
    ),
    Row(21, "every rule of a channel is checked before anything is queued", _of("tests/test_rule_patterns.py")),
    Row(
        22,
        "a carrier is exact, or asked for; never guessed",
        _of("tests/machine/test_carriers.py", "what_only_looks_like_a_carrier_is_never_sent"),
    ),
    Row(
        23,
        "what was taken and never shown is in doubt, and settles itself later",
        _of(
            _SUBMISSIONS,
            "an_acknowledged_action_waits_until_a_later_sweep_shows_its_effect",
            "an_acknowledged_action_without_effect_in_time_is_in_doubt_and_never_sent_again",
        ),
    ),
    Row(
        24,
        "an order that moved meanwhile is a lost race and never shipped in silence",
        _of(
            _SUBMISSIONS,
            "a_conflict_is_a_lost_race_when_the_order_moved_elsewhere",
            "a_queued_action_that_was_overtaken_is_never_sent",
        ),
    ),
    Row(
        25,
        "bad records stand in no good one's way",
        _of(_ERRORS, "bad_orders_stand_in_no_good_ones_way")
        + _of(_SUBMISSIONS, "an_order_that_cannot_be_sent_never_blocks_the_others")
        + _of(_SWEEPER, "an_order_that_cannot_be_read_never_blocks_its_page"),
    ),
    Row(
        26,
        "errors are classed, only what passes is retried, a refused key pauses the account alone",
        _of(f"{BINDINGS}/test_error_table.py")
        + _of(_ERRORS, "while_the_key_is_refused_no_order_counts_as_failed_and_all_goes_on_afterwards")
        + _of(
            _SWEEPER,
            "an_order_without_an_id_is_told_of_and_the_others_are_kept",
            "an_order_with_an_unknown_status_is_observed_again_once_the_spec_knows_the_word",
        ),
    ),
    Row(
        27,
        "what a dead process left is taken up again",
        _of(
            _SUBMISSIONS,
            "a_submission_left_in_sending_by_a_process_that_ended_is_doubtful",
            "of_two_processes_only_one_sends",
        ),
    ),
    Row(
        28,
        "limits hold, and a seller's action goes before the sweeps",
        _of(f"{BINDINGS}/test_budgets.py")
        + _of(f"{RUNTIME}/test_crew.py", "an_action_goes_out_while_its_own_account_is_being_read"),
    ),
    Row(
        29,
        "a token that runs out is renewed once, whoever meets it; one that rotates is on disk first",
        _of(f"{BINDINGS}/test_session.py", "eight_threads_that_meet_an_old_token_renew_it_once")
        + _of(
            f"{RUNTIME}/test_allegro_lived.py",
            "each_refresh_token_is_used_once_and_the_next_process_goes_on_with_the_newest",
        ),
    ),
    Row(
        30,
        "a field that changes or goes missing is told with its path and breaks nothing",
        _of(_INTAKE, "a_field_of_another_type_is_drift_with_its_path")
        + _of(f"{BINDINGS}/test_order_mapper.py", "no_payload_of_a_bundled_channel_makes_the_mapping_raise"),
    ),
    Row(
        31,
        "several parcels stand side by side",
        _of(f"{RUNTIME}/test_bol_lived.py", "a_line_is_shipped_in_two_parts_and_each_is_confirmed_once_bol_says_so"),
    ),
    Row(
        32,
        "amounts are exact; what does not add up is told",
        _of(f"{BINDINGS}/test_value_forms.py"),
    ),
    Row(33, "original, canceled and refunded amounts are kept apart", _of(f"{RUNTIME}/test_amounts.py")),
    Row(34, "no address is too long to be imported", _of("tests/machine/test_derived_address.py")),
    Row(
        35,
        "after an outage longer than the look-back everything is found",
        _of(_STANDING, "after_an_outage_longer_than_its_look_back_the_window_reaches_further_back"),
    ),
    Row(
        36,
        "what the marketplace erased overwrites nothing of ours",
        _of(_PRIVACY, "what_a_later_record_says_of_an_erased_order_is_taken_without_the_buyer"),
    ),
    Row(
        37,
        "an acknowledgement that got lost is given again",
        _of(f"{RUNTIME}/test_reading_over_http.py", "a_queue_is_acknowledged_only_once_its_page_is_stored"),
    ),
    Row(
        38,
        "a filter that makes no sense is refused by name",
        _of("tests/cli/test_orders.py", "a_filter_that_makes_no_sense_is_wrong_usage_and_never_everything")
        + _of("tests/cli/test_audit.py", "a_filter_that_makes_no_sense_is_wrong_usage"),
    ),
    Row(
        39,
        "rules act once per order, whatever dies when, and those that undo each other stop",
        _of("tests/requirements/test_r39_rules.py") + _of(f"{RUNTIME}/test_killed_by_rules.py"),
    ),
    Row(40, "a test order never reaches a live account", _of("tests/requirements/test_r40_test_orders.py")),
)

BY_NAME: Mapping[str, Row] = {row.name: row for row in ROWS}


def shown(node: str) -> Iterator[str]:
    """The requirements that the test of this id shows, beside those whose marker it bears."""
    for row in ROWS:
        if any(node == each or node.startswith((f"{each}::", f"{each}[")) for each in row.shown_by):
            yield row.name
