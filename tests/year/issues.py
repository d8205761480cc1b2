"""Issues from report to close: most in time, some late, returned, given more time, or reworked."""
import collections
import datetime
import threading

from gridgov.v1 import issue_pb2 as issues

# A day's reports of residents and of the hotline, in the whole subdistrict.
REPORTS_A_DAY = 4
CATEGORIES = {"0103": "路面有油污", "0106": "绿化带内有垃圾", "0201": "违规张贴小广告", "0401": "路面坑洼",
              "0407": "行道树倾斜", "0504": "噪声扰民", "0603": "楼道内停放电动车充电", "0604": "楼道堆放杂物",
              "0605": "垃圾清运不及时", "0610": "电梯停运"}


class Issues:
    def __init__(self, subdistrict, random):
        self.sub = subdistrict
        self.random = random
        self.queue = collections.defaultdict(list)  # day -> (issue, community, step)
        self.made = collections.Counter()
        self.found = []
        self.lock = threading.Lock()
        self.day = None

    def report_found(self, issue, community, worker):
        with self.lock:
            self.found.append((issue.name, community, worker))

    def report_day(self):
        """Residents' reports at the counter; and the day's findings, in an order of their own."""
        for _ in range(REPORTS_A_DAY):
            grid, community, _ = self.random.choice(self.sub.grids)
            code = self.random.choice(list(CATEGORIES))
            hotline = self.random.random() < 0.3
            issue = self.sub.person(f"office{community[-3:]}").call(
                "CreateIssue", issues.CreateIssueRequest(issue=issues.Issue(
                    category=f"categories/{code}", grid=grid, title=CATEGORIES[code],
                    address=f"{self.random.randrange(1, 30)}号楼",
                    source=issues.Issue.SOURCE_HOTLINE if hotline
                    else issues.Issue.SOURCE_RESIDENT)))
            self.begin(issue.name, community, None)
        # The threads that walked patrols hand findings in as they come: sorted, so that the seed
        # alone decides what becomes of how many.
        for name, community, worker in sorted(self.found, key=lambda one: one[1:]):
            self.begin(name, community, worker)
        self.found.clear()

    def begin(self, name, community, worker):
        self.made["reported"] += 1
        chance = self.random.random()
        if chance < 0.03:
            steps = ["reject"]
        elif chance < 0.08 and worker:
            steps = ["accept", ("spot", worker), "close"]
        else:
            steps = ["accept", "dispatch", "start"]
            if self.random.random() < 0.05:
                steps = ["accept", "dispatch", "return", "dispatch", "start"]
            if self.random.random() < 0.04:
                steps += ["extend"]
            steps += [self.random.choices([1, 2, 3, 6], [5, 4, 2, 1])[0], "finish"]
            if self.random.random() < 0.04:
                steps += ["send_back", 1, "finish"]
            steps += ["close"]
        self.queue[self.day].append((name, community, steps))

    def tasks(self, day):
        self.day = day
        for name, community, steps in self.queue.pop(day, []):
            yield lambda n=name, c=community, s=steps: self.go_on(n, c, s)

    def go_on(self, name, community, steps):
        """Until a pause, which is a number of days, or the end."""
        while steps:
            step = steps.pop(0)
            if isinstance(step, int):
                with self.lock:
                    self.queue[self.day + datetime.timedelta(days=step)].append(
                        (name, community, steps))
                return
            self.act(name, community, step)
        with self.lock:
            self.made["ended"] += 1

    def unit_of(self, name, community):
        issue = self.sub.person(f"office{community[-3:]}").call(
            "GetIssue", issues.GetIssueRequest(name=name))
        return self.sub.person(self.sub.handlers[issue.unit])

    def act(self, name, community, step):
        office = self.sub.person(f"office{community[-3:]}")
        if step == "accept":
            office.call("AcceptIssue", issues.AcceptIssueRequest(name=name))
        elif step == "reject":
            office.call("RejectIssue", issues.RejectIssueRequest(name=name, reason="不属于立案范围"))
        elif step == "dispatch":
            office.call("DispatchIssue", issues.DispatchIssueRequest(name=name))
        elif isinstance(step, tuple):
            self.sub.person(step[1]).call("HandleOnSpot", issues.HandleOnSpotRequest(
                name=name, proof="现场已处理"))
        elif step == "close":
            self.sub.person(f"checker{community[-3:]}").call("CloseIssue", issues.CloseIssueRequest(
                name=name, closing_reason=issues.Issue.CLOSING_REASON_FIXED, comment="已现场核查"))
        elif step == "send_back":
            self.sub.person(f"checker{community[-3:]}").call(
                "SendBackIssue", issues.SendBackIssueRequest(name=name, reason="现场仍有残余"))
        else:
            self.act_as_unit(name, self.unit_of(name, community), step)

    def act_as_unit(self, name, unit, step):
        if step == "start":
            unit.call("StartIssue", issues.StartIssueRequest(name=name))
        elif step == "return":
            unit.call("ReturnIssue", issues.ReturnIssueRequest(name=name, reason="不属本单位职责"))
        elif step == "finish":
            unit.call("FinishIssue", issues.FinishIssueRequest(name=name, proof="已处理完毕"))
        elif step == "extend":
            unit.call("RequestExtension", issues.RequestExtensionRequest(
                name=name, amount=2, reason="等待配件"))
            self.sub.person("dutylead1").call("DecideExtension", issues.DecideExtensionRequest(
                name=name, granted=True, reason="同意"))
