"""The actions that no route of the API calls, each with its reason."""

BY_PEOPLE = "a person chooses columns and answers questions about a file, page by page"
OF_A_JOB = "only a job does it"

UNREACHED: dict[str, str] = {
    "cash.open_balances": "many at once, by an import; one is POST /customers/{customer_id}/balances",
    "cash.receive_payment": "a part of cash.collect, for accounts that nothing is added to",
    "cash.reverse_payment": "POST /payments/{payment_id}/reversal calls it by the room of the account",
    "cash.take_back_balance": "a part of undoing an import",
    "moving._begin": BY_PEOPLE,
    "moving.ask_for_archive": "the archive of everything is a Master's, with the password, on a page",
    "moving.begin_archive": OF_A_JOB,
    "moving.check_chunk": OF_A_JOB,
    "moving.check_import": BY_PEOPLE,
    "moving.choose_columns": BY_PEOPLE,
    "moving.discard_import": BY_PEOPLE,
    "moving.end_archive": OF_A_JOB,
    "moving.end_import": OF_A_JOB,
    "moving.keep_pasts": "a part of running an import",
    "moving.run_import": BY_PEOPLE,
    "moving.save_preset": BY_PEOPLE,
    "moving.stop_import": BY_PEOPLE,
    "moving.take_archive": "the archive of everything is a Master's, with the password, on a page",
    "moving.take_back_pasts": "a part of undoing an import",
    "moving.undo_chunk": OF_A_JOB,
    "moving.undo_import": BY_PEOPLE,
    "moving.write_chunk": OF_A_JOB,
    "orders.add_status": "a part of orders.update_customer, which POST /orders/{order_id}/statuses calls",
    "orders.remind_by_mail": OF_A_JOB,
    "orders.reverse_collection": "POST /payments/{payment_id}/reversal calls it, of an order",
}
