"""moto on the given port. It looks at a precondition and puts the object in two steps, and in several threads: here one request after
another, as S3 decides on writers of one key."""

import sys
import threading

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import run_simple

LOCK = threading.Lock()
MOTO = DomainDispatcherApplication(create_backend_app)


def one_by_one(environ, start_response):
    with LOCK:
        return MOTO(environ, start_response)


run_simple("127.0.0.1", int(sys.argv[1]), one_by_one, threaded=True)
