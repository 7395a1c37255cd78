"""One worker, and no server left behind when the process that started it is gone."""

import ctypes
import os
import signal
import sys

worker_class = "gthread"
workers = 1
threads = 8
timeout = 120
graceful_timeout = 1
control_socket_disable = True

if sys.platform == "linux":
    _PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    # The parent may have ended before the line above took effect.
    _parent = os.environ.get("SUPERSET_STARTED_BY")
    if _parent and os.getppid() != int(_parent):
        sys.exit("The process that started Superset has ended")
