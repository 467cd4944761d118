# The production image: web server by default, the worker with `flask --app wsgi audit worker`.
# Libraries, start command, oldest Python and Node are those of ./dev (tests/dev/test_image.py
# compares).
# Debian 12: its python3 packages are not used, its Pango and HarfBuzz are the tested ones.
FROM python:3.12-slim-bookworm AS packages
WORKDIR /srv
COPY requirements.txt .
RUN python -m venv .venv \
    && .venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM node:24-bookworm-slim AS pages
WORKDIR /srv/web
COPY web/package.json web/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY web .
RUN npm run build

FROM python:3.12-slim-bookworm
# No versions: Debian withdraws old ones from its mirrors, so a pin breaks the build.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
       libfontconfig1 libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /srv --shell /usr/sbin/nologin audit \
    && install -d -o audit /srv/var /srv/metrics
WORKDIR /srv
COPY --from=packages /srv/.venv .venv
COPY alembic.ini wsgi.py ./
COPY migrations migrations
COPY audit audit
COPY --from=pages /srv/web/dist web/dist
ENV PATH=/srv/.venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    PROMETHEUS_MULTIPROC_DIR=/srv/metrics
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s CMD ["python", "-c", \
    "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health/live', timeout=4)"]
CMD ["gunicorn", "wsgi:app", "--worker-class", "gthread", "--workers", "2", "--threads", "8", \
    "--graceful-timeout", "10", "--no-control-socket", "--log-level", "warning", "--preload", \
    "--bind", "0.0.0.0:8000"]
