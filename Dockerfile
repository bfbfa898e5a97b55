# The image of Faena: the program with its packages, browser files and translations, from the same locks as everywhere.
# It holds no data and no configuration; compose.yaml shows how its parts are run, docs/operations.md how it is used.

FROM python:3.11-slim-bookworm AS built
WORKDIR /srv/faena
COPY . .
RUN python3 dev.py build && rm -rf var/tools

FROM python:3.11-slim-bookworm
# pg_dump and pg_restore, for backups of the PostgreSQL beside it.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends postgresql-client \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin faena \
 && install -d -o faena -g faena -m 700 /data
COPY --from=built /srv/faena /srv/faena
WORKDIR /srv/faena
ENV FAENA_VAR=/data PATH=/srv/faena/.venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER faena
VOLUME /data
EXPOSE 8000
HEALTHCHECK --start-period=60s CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health/live', timeout=5)"]
CMD ["python", "-m", "config.web", "--interface", "rsgi", "--host", "0.0.0.0", "--port", "8000", "--no-ws", "--workers", "2", "--respawn-failed-workers", "--log-level", "warning", "config.rsgi:application"]
