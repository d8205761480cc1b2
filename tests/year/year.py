"""The year itself, day by day. run makes the stubs and calls this."""
import argparse
import concurrent.futures
import datetime
import pathlib
import random
import sys
import time

from gridgov.v1 import statistic_pb2 as statistics
from disputes import Disputes
from issues import Issues
from ledgers import Ledgers
from patrols import Patrols
from people import STREET, Subdistrict
from server import Server

THREADS = 4


class Year:
    def __init__(self, options):
        self.options = options
        self.first = datetime.date(options.year, 1, 1)
        self.server = Server(options.gridgovd, options.home)
        self.sub = Subdistrict(self.server, options)
        chance = random.Random(options.seed)
        self.issues = Issues(self.sub, chance)
        self.patrols = Patrols(self.sub, chance, self.issues.report_found)
        self.disputes = Disputes(self.sub, chance)
        self.ledgers = Ledgers(self.sub)

    def run(self):
        began = time.monotonic()
        self.server.first = self.server.init(self.first)
        self.server.start(self.first, hour=7)
        self.sub.make()
        self.patrols.make_rules()
        self.disputes.prepare()
        print(f"set up: {self.server.calls} calls in {time.monotonic() - began:.0f} s", flush=True)
        with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
            for number in range(self.options.days):
                day = self.first + datetime.timedelta(days=number)
                if number > 0:
                    self.server.stop()
                    self.server.start(day)
                    if day.day == 1:
                        self.ledgers.make((day - datetime.timedelta(days=1)).strftime("%Y-%m"))
                self.play(day, number, pool)
        self.server.stop()
        after = self.first + datetime.timedelta(days=self.options.days)
        self.server.start(after)
        self.ledgers.make((after - datetime.timedelta(days=1)).strftime("%Y-%m"))
        self.finish(time.monotonic() - began)

    def play(self, day, number, pool):
        if number % 7 == 0:
            self.patrols.plan(day, day + datetime.timedelta(days=6))
        self.all(pool, self.patrols.tasks(day))
        self.disputes.play(day)
        self.issues.day = day
        self.issues.report_day()
        self.all(pool, self.issues.tasks(day))
        if sys.stderr.isatty() or day.day == 1:
            print(f"{day}: {self.server.calls} calls", file=sys.stderr, flush=True)

    @staticmethod
    def all(pool, tasks):
        for done in [pool.submit(task) for task in tasks]:
            done.result()

    def finish(self, seconds):
        last = self.first + datetime.timedelta(days=self.options.days - 1)
        figures = self.sub.person("centre1").call("GetStatistics", statistics.GetStatisticsRequest(
            area=STREET, from_date=self.first.isoformat(), to_date=last.isoformat()))
        shown = {figure.indicator: figure for figure in figures.total.figures}
        self.server.stop()
        rows = self.patrols.made["planned"] + self.issues.made["reported"] + sum(
            self.disputes.made[one] for one in ("registered", "sessions", "agreements"))
        size = sum(file.stat().st_size for file in self.server.data.rglob("*") if file.is_file())
        print(f"{rows} rows by {self.server.calls} calls in {seconds:.0f} s: "
              f"{rows / seconds:.0f} rows/s, {self.server.calls / seconds:.0f} calls/s; "
              f"server {self.server.cpu_seconds():.0f} s of processor, at most "
              f"{self.server.peak_kib / 1024:.0f} MiB; {size / 2**20:.0f} MiB on disk")
        for kind, taken in self.ledgers.seconds.items():
            print(f"  {kind}: {self.ledgers.rows[kind]} rows in ledgers, {taken:.1f} s in all")
        for figure in shown.values():
            print(f"  {figure.indicator:40} {figure.numerator:8} {figure.text}")
        self.compare(shown)

    def compare(self, shown):
        """The server's figures with what was done."""
        told = {"patrols.logged": self.patrols.made["walked"],
                "issues.reported": self.issues.made["reported"],
                "disputes.accepted": self.disputes.made["accepted"],
                "agreements.in_effect": self.disputes.made["agreements"]}
        wrong = {code: (shown[code].numerator, count) for code, count in told.items()
                 if shown[code].numerator != count}
        if wrong:
            raise SystemExit(f"figures that differ from what was done: {wrong}")
        print("The server's figures are what was done.")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--gridgovd", required=True)
    parser.add_argument("--gridgov", required=True)
    parser.add_argument("--home", required=True, type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--year", type=int, default=2025, help="the calendar must know it")
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--communities", type=int, default=12)
    parser.add_argument("--grids", type=int, default=8, help="of each community")
    Year(parser.parse_args()).run()


main()
