"""Creates or drops a database: database.py SERVER create|drop NAME. SERVER is the URL of another one on the server."""

import sys

import psycopg2

server, what, name = sys.argv[1:]
connection = psycopg2.connect(server)
connection.autocommit = True
with connection.cursor() as cursor:
    # Connections of a Superset that was killed may be left.
    options = " WITH (FORCE)" if what == "drop" else ""
    cursor.execute(f'{what} DATABASE "{name}"{options}')
