"""Writes the demo database: two tables that different people may see."""

import sqlite3
import sys

with sqlite3.connect(sys.argv[1]) as connection:
    connection.executescript(
        """
        CREATE TABLE sales (region TEXT NOT NULL, product TEXT NOT NULL, amount INTEGER NOT NULL);
        INSERT INTO sales VALUES
          ('EMEA', 'Kites', 120), ('EMEA', 'Lamps', 80), ('EMEA', 'Ropes', 45),
          ('APAC', 'Kites', 200), ('APAC', 'Lamps', 30), ('AMER', 'Ropes', 310), ('AMER', 'Kites', 75);
        CREATE TABLE payroll (department TEXT NOT NULL, cost INTEGER NOT NULL);
        INSERT INTO payroll VALUES ('Engineering', 900), ('Sales', 650), ('Finance', 400);
        """
    )
