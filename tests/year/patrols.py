"""Daily safety patrols of every grid: planned by rule, walked, handed in, reviewed; some missed."""
import collections
import datetime

from google.protobuf import timestamp_pb2
from gridgov.v1 import issue_pb2 as issues
from gridgov.v1 import patrol_pb2 as patrols
from people import LONG_AGO

MISSED = 0.03
SENT_BACK = 0.02
FOUND = 0.06
# Items of the sample's safety patrol that may fail without a photo.
ITEMS = {"s1": ("单元门闭门器损坏", "YES"), "s2": ("楼道公共照明不亮", "YES"), "s5": ("井盖破损", "YES")}


def at(seconds):
    return timestamp_pb2.Timestamp(seconds=int(seconds))


class Patrols:
    def __init__(self, subdistrict, random, report):
        self.sub = subdistrict
        self.random = random
        self.report = report  # Takes an issue that was found.
        self.rules = {}
        self.plans = collections.defaultdict(list)
        self.made = collections.Counter()

    def make_rules(self):
        for community in sorted({community for _, community, _ in self.sub.grids}):
            self.rules[community] = self.sub.person("sysadmin").call(
                "CreatePatrolRule", patrols.CreatePatrolRuleRequest(patrol_rule=patrols.PatrolRule(
                    patrol_type="patrolTypes/SAFETY", area=community,
                    rhythm=patrols.PatrolRule.RHYTHM_DAILY, source="示例规定",
                    valid_from_date=LONG_AGO))).name

    def plan(self, first, last):
        for community, rule in self.rules.items():
            office = self.sub.person(f"office{community[-3:]}")
            planned = office.call("PlanPatrols", patrols.PlanPatrolsRequest(
                patrol_rule=rule, from_date=first.isoformat(), to_date=last.isoformat()))
            for patrol in planned.patrols:
                day = datetime.date.fromtimestamp(patrol.window_start_time.seconds + 8 * 3600)
                self.plans[day].append((patrol.name, patrol.grid))
                self.made["planned"] += 1

    def tasks(self, day):
        """One function for each patrol of the day; they may run side by side."""
        workers = {grid: (worker, community) for grid, community, worker in self.sub.grids}
        for name, grid in self.plans.pop(day, []):
            worker, community = workers[grid]
            if self.random.random() < MISSED:
                self.made["missed"] += 1
                continue
            item = self.random.choice(list(ITEMS)) if self.random.random() < FOUND else None
            sent_back = self.random.random() < SENT_BACK
            metres = self.random.randrange(1000, 4000)
            self.made["walked"] += 1
            yield lambda n=name, w=worker, c=community, i=item, s=sent_back, m=metres: self.walk(
                n, w, c, i, s, m)

    def walk(self, name, worker, community, failed, sent_back, metres):
        person = self.sub.person(worker)
        now = self.sub.server.now()
        person.call("StartPatrol", patrols.StartPatrolRequest(name=name,
                                                              occurred_time=at(now - 2700)))
        answers = {"s1": "YES", "s2": "YES", "s3": "NO", "s4": "YES", "s5": "YES", "s6": "NO",
                   "s7": "NO", "s9": "0"}
        if failed:
            answers[failed] = "NO"
        person.call("RecordPatrol", patrols.RecordPatrolRequest(
            name=name, metres=metres, weather="晴",
            answers=[patrols.Patrol.Answer(item=k, value=v) for k, v in answers.items()] +
            [patrols.Patrol.Answer(item="s8", number=1)]))
        if failed:
            found = person.call("ReportFinding", patrols.ReportFindingRequest(
                name=name, item=failed, issue=issues.Issue(title=ITEMS[failed][0], address="3号楼")))
            self.report(found, community, worker)
        submit = patrols.SubmitPatrolRequest(name=name, occurred_time=at(now))
        person.call("SubmitPatrol", submit)
        office = self.sub.person(f"office{community[-3:]}")
        if sent_back:
            office.call("SendBackPatrol", patrols.SendBackPatrolRequest(name=name, reason="补充说明"))
            person.call("SubmitPatrol", patrols.SubmitPatrolRequest(name=name,
                                                                    occurred_time=at(now)))
        office.call("AcceptPatrol", patrols.AcceptPatrolRequest(name=name))
