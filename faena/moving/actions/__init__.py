"""Bringing data in: a file is kept, its columns are chosen, it is checked, imported, and undone again (importing). What
takes long is done in chunks, which jobs.py and the command ask for (chunks, undoing); what the old system knew is kept
to be read (pasts)."""

from faena.moving.actions.chunks import check_chunk, end_import, write_chunk
from faena.moving.actions.importing import (
    begin_import,
    check_import,
    choose_columns,
    delete_preset,
    discard_import,
    run_import,
    save_preset,
    stop_import,
    take_file,
    undo_import,
    why_not_remember,
    why_not_run,
    why_not_undo,
)
from faena.moving.actions.pasts import PastFacts, keep_pasts, take_back_pasts
from faena.moving.actions.undoing import undo_chunk

__all__ = [
    "PastFacts",
    "begin_import",
    "check_chunk",
    "check_import",
    "choose_columns",
    "delete_preset",
    "discard_import",
    "end_import",
    "keep_pasts",
    "run_import",
    "save_preset",
    "stop_import",
    "take_back_pasts",
    "take_file",
    "undo_chunk",
    "undo_import",
    "why_not_remember",
    "why_not_run",
    "why_not_undo",
    "write_chunk",
]
