"""Writes the demo database: a table for every member of demo-data.json."""

import json
import sqlite3
import sys

database, data = sys.argv[1:]

with open(data, encoding="utf-8") as file, sqlite3.connect(database) as connection:
    for table, rows in json.load(file).items():
        columns = list(rows[0])
        types = ", ".join(f"{name} {'INTEGER' if isinstance(rows[0][name], int) else 'TEXT'}" for name in columns)
        connection.execute(f"CREATE TABLE {table} ({types})")
        places = ", ".join("?" for _ in columns)
        connection.executemany(f"INSERT INTO {table} VALUES ({places})", [tuple(row.values()) for row in rows])
