"""The API: what every room's `api.py` is made of. It knows no room; `config/api.py` puts their routes together."""
