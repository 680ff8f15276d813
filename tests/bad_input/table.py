"""Every kind of bad input, by the word it is called, with the tests that show its message and that nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping

PROMISE = (
    "Unknown key, wrong type, duplicate key, alias bomb (`<1` s, refused), unknown status, unknown action, "
    "missing field, wrong value, unknown order, unknown account, missing secret, unreachable host, TLS failure, "
    "401, 429, 500, time-out, broken JSON/XML, XML entity bomb, a page that repeats, an order without id, "
    "a new native status, a field that changed type, a database that is locked, read-only, from a newer version, "
    "or cut off in the middle."
)
"""What was promised, word for word."""

TABLE: Mapping[str, tuple[str, ...]] = {
    "Unknown key": (
        "test_files.test_an_unknown_key_in_a_channel_is_told_with_its_place_and_the_near_miss",
        "test_files.test_an_unknown_key_in_the_accounts_is_told_with_its_place_and_the_near_miss",
    ),
    "wrong type": (
        "test_files.test_a_wrong_type_in_a_channel_says_what_belongs_there",
        "test_files.test_a_wrong_type_in_the_accounts_says_what_belongs_there",
    ),
    "duplicate key": (
        "test_files.test_a_duplicate_key_in_a_channel_says_where_the_first_one_stands",
        "test_files.test_a_duplicate_key_in_the_accounts_says_where_the_first_one_stands",
    ),
    "alias bomb": (
        "test_files.test_an_alias_bomb_in_a_channel_is_refused_at_its_first_alias_within_bounds",
        "test_files.test_an_alias_bomb_in_the_accounts_is_refused_at_its_first_alias_within_bounds",
    ),
    "unknown status": (
        "test_questions.test_an_unknown_status_is_told_with_the_near_miss",
        "test_questions.test_an_unknown_status_that_is_like_none_is_told_with_all_there_are",
        "test_files.test_an_unknown_status_in_a_channel_is_told_with_the_near_miss",
    ),
    "unknown action": (
        "test_questions.test_an_unknown_action_is_told_with_the_near_miss",
        "test_questions.test_an_action_that_is_not_offered_now_says_when_it_is",
        "test_files.test_an_unknown_action_in_a_channel_is_told_with_the_near_miss",
    ),
    "missing field": (
        "test_questions.test_a_missing_field_is_told_with_the_option_that_gives_it",
        "test_questions.test_fields_that_are_missing_because_of_another_say_because_of_which",
        "test_files.test_a_missing_field_of_a_channel_says_what_to_add",
        "test_files.test_a_missing_field_of_the_accounts_says_what_to_add",
    ),
    "wrong value": (
        "test_questions.test_a_wrong_value_is_told_with_what_would_be_right",
        "test_questions.test_every_wrong_value_is_told_at_once",
        "test_questions.test_a_wrong_value_of_an_option_is_wrong_usage",
        "test_questions.test_a_field_that_the_action_does_not_take_is_wrong_usage",
        "test_files.test_a_wrong_value_in_a_channel_says_what_would_be_right",
        "test_files.test_a_wrong_value_in_the_accounts_says_what_would_be_right",
        "test_files.test_a_secret_in_place_of_its_name_is_refused_and_never_repeated",
    ),
    "unknown order": (
        "test_questions.test_an_unknown_order_says_how_new_ones_come_in",
        "test_questions.test_one_unknown_order_among_several_stops_all_of_them",
    ),
    "unknown account": (
        "test_questions.test_an_unknown_account_is_told_with_the_near_miss",
        "test_questions.test_an_unknown_account_that_is_like_none_is_told_with_all_there_are",
        "test_questions.test_an_order_of_an_account_that_is_gone_is_kept_and_shown_and_not_acted_upon",
    ),
    "missing secret": (
        "test_ways.test_a_missing_secret_names_the_variable_and_nothing_is_asked",
        "test_ways.test_an_action_without_its_secret_waits_in_the_queue",
    ),
    "unreachable host": ("test_ways.test_an_unreachable_host_is_named",),
    "TLS failure": (
        "test_ways.test_a_certificate_nobody_vouches_for_is_not_trusted_and_no_request_leaves",
        "test_ways.test_a_host_without_tls_at_an_https_address_is_not_trusted",
    ),
    "401": (
        "test_ways.test_a_refused_key_says_so_and_what_to_check",
        "test_ways.test_a_wrong_key_is_refused_by_the_played_marketplace_and_not_shown",
    ),
    "429": (
        "test_ways.test_too_many_requests_without_a_word_when_are_tried_again_and_then_left",
        "test_ways.test_too_many_requests_with_a_short_wait_are_waited_for",
        "test_ways.test_too_many_requests_with_a_long_wait_say_when_to_come_back",
    ),
    "500": (
        "test_ways.test_a_marketplace_in_trouble_is_asked_three_times",
        "test_ways.test_trouble_that_passes_is_not_told",
        "test_ways.test_trouble_after_an_action_took_effect_is_a_doubt_and_not_a_second_effect",
        "test_ways.test_a_refused_action_leaves_the_order_where_it_was_and_repeats_no_buyer",
    ),
    "time-out": (
        "test_ways.test_no_answer_in_time_is_told_with_the_time",
        "test_ways.test_no_answer_to_an_action_in_time_is_a_doubt_and_not_a_second_effect",
    ),
    "broken JSON/XML": (
        "test_answers.test_broken_json_says_what_is_wrong_with_it_and_quotes_nothing",
        "test_answers.test_broken_json_in_answer_to_an_action_leaves_a_doubt_and_not_a_lost_order",
        "test_answers.test_an_answer_that_is_json_but_no_list_of_orders_says_where_one_was_looked_for",
        "test_answers.test_broken_xml_says_what_is_wrong_with_it_and_quotes_nothing",
    ),
    "XML entity bomb": ("test_answers.test_an_xml_entity_bomb_is_refused_within_bounds",),
    "a page that repeats": (
        "test_answers.test_a_page_that_repeats_stops_the_listing_and_the_orders_behind_it_come_with_the_next",
        "test_answers.test_pages_that_go_round_in_a_circle_for_ever_end_every_time",
    ),
    "an order without id": ("test_answers.test_an_order_without_an_id_is_told_and_the_others_of_its_page_are_stored",),
    "a new native status": (
        "test_answers.test_a_new_native_status_keeps_and_shows_its_orders_and_is_told_once",
        "test_answers.test_a_native_status_of_any_length_and_kind_neither_floods_nor_steers_the_screen",
    ),
    "a field that changed type": (
        "test_answers.test_a_field_that_changed_its_type_is_told_and_what_was_read_before_stays",
        "test_answers.test_a_new_order_with_an_odd_field_is_kept_without_it_and_so_are_the_others",
    ),
    "a database that is locked": (
        "test_database.test_a_locked_database_says_who_is_to_be_waited_for_and_can_still_be_read",
        "test_database.test_a_database_that_another_program_has_for_itself_alone_is_named",
    ),
    "read-only": ("test_database.test_a_read_only_database_says_which_right_is_missing",),
    "from a newer version": ("test_database.test_a_database_of_a_newer_version_is_left_as_it_is",),
    "cut off in the middle": (
        "test_database.test_a_database_cut_off_in_the_middle_is_left_as_it_is_and_the_way_on_is_told",
        "test_database.test_the_way_on_after_a_cut_leads_on",
    ),
}
"""The word -> the tests, each with the module it is in."""
