"""Gunicorn in production: `gunicorn --config python:config.gunicorn config.wsgi`.

One worker for each core and a few threads in it: pages compute for some milliseconds and wait for
the database for as long. The indexes are mapped files, so that workers share their pages.
"""

import multiprocessing
import os

wsgi_app = "config.wsgi"
bind = os.getenv("BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.getenv("WEB_CONCURRENCY", str(multiprocessing.cpu_count())))
threads = 4
# A worker that answers nothing for so long is replaced; on stopping, answers may still be finished.
timeout = 30
graceful_timeout = 20
keepalive = 5
# Code is read once and shared by all workers. No connection is opened before they part.
preload_app = True
# Memory that a library leaks goes with its worker, not with all of them at the same moment.
max_requests = 20_000
max_requests_jitter = 2_000
# The address line and the headers of a browser are far shorter.
limit_request_line = 8_190
limit_request_fields = 100
# Heartbeats go to memory: on a slow disk a worker would be taken for hanging.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 never read back
# A page's question that takes longer is ended by PostgreSQL itself; jobs have no such limit.
raw_env = [
    "PGOPTIONS=-c statement_timeout=10s -c lock_timeout=5s "
    "-c idle_in_transaction_session_timeout=30s"
]
loglevel = os.getenv("LOG_LEVEL", "info").lower()
