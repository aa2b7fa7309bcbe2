"""A pytest plugin that prints TAP: pytest -p pytest_tap -q"""

import pytest


class Tap:
    def __init__(self):
        self.count = 0

    def line(self, word, report, more=""):
        self.count += 1
        print(f"\n{word} {self.count} - {report.nodeid}{more}", flush=True)

    def pytest_report_teststatus(self, report):
        return "", "", ""

    def pytest_runtest_logreport(self, report):
        if report.skipped:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
            self.line("ok", report, f" # SKIP {reason}")
        elif report.failed:
            self.line("not ok", report)
            print("\n".join("# " + x for x in report.longreprtext.splitlines()))
        elif report.when == "call":
            self.line("ok", report)

    def pytest_sessionfinish(self):
        print(f"\n1..{self.count}", flush=True)


@pytest.hookimpl
def pytest_configure(config):
    config.pluginmanager.register(Tap())
    reporter = config.pluginmanager.getplugin("terminalreporter")
    if reporter is not None:
        config.pluginmanager.unregister(reporter)
