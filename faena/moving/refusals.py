"""Why a company cannot be read or copied, as a sentence for whoever typed the command."""


class CannotMove(Exception):
    """Nothing was written; the text says why and what to do."""


class IsBusy(CannotMove):
    """Another process does the same at the moment."""
