"""The ledgers of each month, made as jobs on the first day of the next, and the period closed."""
import collections
import time

from gridgov.v1 import job_pb2 as jobs
from gridgov.v1 import ledger_pb2 as ledgers
from gridgov.v1 import ledger_work_pb2 as ledger_work
from people import STREET


class Ledgers:
    def __init__(self, subdistrict):
        self.sub = subdistrict
        self.seconds = collections.Counter()
        self.rows = collections.Counter()
        self.made = 0

    def make(self, month):
        centre = self.sub.person("centre1")
        for kind in ledger_work.LedgerKind.DESCRIPTOR.values:
            if kind.number == 0:
                continue
            began = time.monotonic()
            job = centre.call("CreateLedger", ledgers.CreateLedgerRequest(
                kind=kind.number, area=STREET, period=month, purpose="月度通报（示例）"))
            done = self.wait(centre, job.name)
            self.seconds[kind.name] += time.monotonic() - began
            made = centre.call("GetLedger", ledgers.GetLedgerRequest(name=done.ledger.ledger))
            self.rows[kind.name] += made.row_count
            self.made += 1
            self.wait(centre, centre.call("ClosePeriod", ledgers.ClosePeriodRequest(
                kind=kind.number, area=STREET, period=month)).name)

    @staticmethod
    def wait(person, name):
        while True:
            job = person.call("GetJob", jobs.GetJobRequest(name=name))
            if job.state == jobs.Job.STATE_SUCCEEDED:
                return job
            if job.state in (jobs.Job.STATE_FAILED, jobs.Job.STATE_CANCELLED):
                raise SystemExit(f"a ledger failed: {job}")
            time.sleep(0.02)
