"""The demo's configuration with everything switched on that outlives a deactivation or might."""

import os
import runpy

from superset.utils.log import StdOutEventLogger

_folder = os.path.dirname(os.path.abspath(__file__))
_demo = os.path.join(_folder, "..", "..", "examples", "quickstart", "superset", "superset_config.py")
globals().update({key: value for key, value in runpy.run_path(_demo).items() if key.isupper()})

FEATURE_FLAGS = {"ALERT_REPORTS": True, "EMBEDDED_SUPERSET": True}
GUEST_ROLE_NAME = "Gamma"
FAB_API_KEY_ENABLED = True
# Nothing is mailed; everything before is done.
ALERT_REPORTS_NOTIFICATION_DRY_RUN = True
# SQLite has one writer, and the worker is writing while it asks the server for a report's content.
EVENT_LOGGER = StdOutEventLogger()
