"""The demo Superset's configuration: everything stock, all state below SUPERSET_HOME."""

import os

_home = os.environ["SUPERSET_HOME"]

with open(os.path.join(_home, "secret_key"), encoding="ascii") as _file:
    SECRET_KEY = _file.read().strip()
SQLALCHEMY_DATABASE_URI = f"sqlite:///{_home}/superset.db"

# The demo data is a sqlite file, which Superset refuses to connect to by default.
PREVENT_UNSAFE_DB_CONNECTIONS = False

# Served on 127.0.0.1 over plain HTTP.
TALISMAN_ENABLED = False

# A no-op on 6.x; the security API is off by default before.
FAB_ADD_SECURITY_API = True
