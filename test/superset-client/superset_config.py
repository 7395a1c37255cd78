"""The demo's configuration with what hides and shortens answers, and with API keys where there are any."""

import os
import runpy

_folder = os.path.dirname(os.path.abspath(__file__))
_demo = os.path.join(_folder, "..", "..", "examples", "quickstart", "superset", "superset_config.py")
globals().update({key: value for key, value in runpy.run_path(_demo).items() if key.isupper()})

EXCLUDE_USERS_FROM_LISTS = ["hidden"]
FAB_API_MAX_PAGE_SIZE = 10
FAB_API_KEY_ENABLED = True
# The demo switches it on.
FEATURE_FLAGS = {"ALERT_REPORTS": False}
