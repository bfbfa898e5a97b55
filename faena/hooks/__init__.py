"""Webhooks: other programs are told of events, by signed calls to addresses that a Master wrote down."""
