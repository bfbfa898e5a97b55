"""Pages of notifications: the outbox, what reached the reader, the button that undoes; urls.py names them all."""
