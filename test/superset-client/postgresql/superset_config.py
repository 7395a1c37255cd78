"""The demo's configuration, with the metadata in PostgreSQL once `postgresql.json` beside it says where.

The home is prepared on SQLite; the first start on PostgreSQL comes with `superset db upgrade` and `superset init`.
"""

import glob
import json
import os
import runpy
import sys

_folder = os.path.dirname(os.path.abspath(__file__))
_demo = os.path.join(_folder, "..", "..", "..", "examples", "quickstart", "superset", "superset_config.py")
globals().update({key: value for key, value in runpy.run_path(_demo).items() if key.isupper()})

_where = os.path.join(os.environ["SUPERSET_HOME"], "postgresql.json")
if os.path.exists(_where):
    with open(_where, encoding="utf-8") as _file:
        _postgresql = json.load(_file)
    # The driver has an environment of its own, so that the demo's stays as it is.
    sys.path.extend(glob.glob(os.path.join(_postgresql["driver"], "lib", "python*", "site-packages")))
    SQLALCHEMY_DATABASE_URI = _postgresql["url"]
