"""Runs every active alert and report once, as Superset's scheduler and worker do: run_reports.py URL [USERNAME].

URL is where Superset answers. With a USERNAME everything is run as that account (a fixed executor), instead of as an
owner, which is Superset's default. What came of it is in the execution logs of the reports.
"""

import sys
import uuid
from datetime import datetime, timezone

from superset.app import create_app

app = create_app()
with app.app_context():
    from superset.commands.report.execute import AsyncExecuteReportScheduleCommand
    from superset.daos.report import ReportScheduleDAO
    from superset.tasks import types

    app.config["WEBDRIVER_BASEURL"] = sys.argv[1] + "/"
    if len(sys.argv) > 2:
        if hasattr(types, "FixedExecutor"):
            app.config["ALERT_REPORTS_EXECUTORS"] = [types.FixedExecutor(sys.argv[2])]
        else:
            app.config["ALERT_REPORTS_EXECUTE_AS"] = [types.ExecutorType.SELENIUM]
            app.config["THUMBNAIL_SELENIUM_USER"] = sys.argv[2]
    for schedule in [report.id for report in ReportScheduleDAO.find_active()]:
        now = datetime.now(timezone.utc).replace(tzinfo=None)
        try:
            AsyncExecuteReportScheduleCommand(str(uuid.uuid4()), schedule, now).run()
        except Exception as error:  # The execution log has it.
            print(schedule, repr(error), file=sys.stderr)
