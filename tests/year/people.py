"""The subdistrict: areas, catalogue, units, staff. Names and phones are invented and say so."""
import csv
import json
import os
import pathlib
import subprocess

from gridgov.v1 import account_pb2 as accounts
from gridgov.v1 import grid_pb2 as grids
from gridgov.v1 import unit_pb2 as units
from server import Person

STREET = "divisions/510703003"
LONG_AGO = "2024-01-01"
DEPARTMENTS = {"HW": "环境卫生所", "CG": "综合执法中队", "PS": "排水管理所", "YL": "园林所", "SW": "水务所",
               "SZ": "市政所", "ZJ": "住建所", "ST": "生态环境所", "JD": "街道建设办", "SC": "市场监管所",
               "XF": "消防救援所", "JJ": "交警中队", "YJ": "应急办"}
UTILITIES = {"GS": "供水公司", "RQ": "燃气公司", "DL": "供电所", "TX": "通信公司"}
OTHERS = {"SQ": ("社区工作站", units.Unit.KIND_COMMUNITY_OFFICE), "TJ": ("人民调解委员会", units.Unit.KIND_MEDIATION_COMMITTEE),
          "WY": ("物业服务企业", units.Unit.KIND_PROPERTY_FIRM), "PCS": ("派出所", units.Unit.KIND_POLICE_STATION)}


class Subdistrict:
    """Who and what there is; made once, on the first day of the year."""

    def __init__(self, server, options):
        self.server = server
        self.options = options
        self.people = {}
        self.grids = []  # (name, community)
        self.units = {}  # code -> name
        self.handlers = {}  # name of a unit -> who acts for it

    def person(self, username):
        return self.people[username]

    def make(self):
        for username, _, once in self.server.first:
            self.people[username] = Person.first_sign_in(self.server, username, once)
        self.command("sysadmin", "division", "import", "deploy/sample/divisions-fucheng.csv")
        self.command("sysadmin", "calendar", "import", "deploy/sample/calendar-2004-2026.csv")
        self.command("sysadmin", "deadline-class", "import",
                     "deploy/sample/catalogue/deadline_classes.json")
        self.make_units()
        self.staff("centre1", accounts.ROLE_SUBDISTRICT_CENTRE, area=STREET)
        self.staff("dutylead1", accounts.ROLE_DUTY_LEAD, area=STREET)
        self.command("centre1", "category", "import", "deploy/sample/catalogue/categories.json")
        self.command("sysadmin", "category", "publish")
        self.import_patrol_types()
        for code in self.communities():
            self.make_community(code)

    def import_patrol_types(self):
        """The sample's, without its photos: rows are what a year is measured by."""
        types = json.loads(pathlib.Path("deploy/sample/catalogue/patrol_types.json").read_text())
        for item in (item for one in types for item in one["checklist"]):
            item["photo_required"] = False
        file = self.options.home / "patrol_types.json"
        file.write_text(json.dumps(types, ensure_ascii=False))
        self.command("sysadmin", "patrol", "type", "import", file)

    def communities(self):
        with open("deploy/sample/divisions-fucheng.csv", encoding="utf-8-sig") as file:
            codes = [row[0] for row in csv.reader(file)
                     if len(row[0]) == 12 and row[0].startswith(STREET.split("/")[1])]
        return codes[:self.options.communities]

    def make_units(self):
        kinds = {code: (title, units.Unit.KIND_DEPARTMENT) for code, title in DEPARTMENTS.items()}
        kinds |= {code: (title, units.Unit.KIND_UTILITY) for code, title in UTILITIES.items()}
        for code, (title, kind) in (kinds | OTHERS).items():
            unit = units.Unit(code=code, title=f"{title}（示例）", kind=kind, area=STREET)
            self.units[code] = self.person("sysadmin").call(
                "CreateUnit", units.CreateUnitRequest(unit=unit)).name
            if kind != units.Unit.KIND_POLICE_STATION:
                self.handlers[self.units[code]] = f"unit.{code.lower()}"
                self.staff(f"unit.{code.lower()}", accounts.ROLE_HANDLING_UNIT,
                           unit=self.units[code])

    def make_community(self, code):
        community = f"divisions/{code}"
        office, checker = f"office{code[-3:]}", f"checker{code[-3:]}"
        self.staff(office, accounts.ROLE_COMMUNITY_OFFICE, area=community)
        self.staff(checker, accounts.ROLE_COMMUNITY_OFFICE, area=community)
        for number in range(1, self.options.grids + 1):
            grid = self.person(office).call("CreateGrid", grids.CreateGridRequest(grid=grids.Grid(
                title=f"第{number}网格（示例）", kind=grids.Grid.KIND_COMPREHENSIVE,
                community=community, households=400, residents=1000)))
            worker = f"worker{code[-3:]}{(number + 1) // 2}"
            self.staff(worker, accounts.ROLE_GRID_WORKER, area=grid.name)
            self.person(office).call("AssignGridStaff", grids.AssignGridStaffRequest(
                grid_assignment=grids.GridAssignment(
                    grid=grid.name, account=self.person(worker).name, start_date=LONG_AGO,
                    duty=grids.GridAssignment.DUTY_WORKER)))
            self.grids.append((grid.name, community, worker))

    def staff(self, username, role, area="", unit=""):
        """The account, made at need, with one more role."""
        if username not in self.people:
            invited = self.person("secadmin").call("InviteAccount", accounts.InviteAccountRequest(
                account=accounts.Account(username=username, display_name="某某（示例）",
                                         phone="000-0000-0000")))
            self.people[username] = Person.first_sign_in(self.server, username, invited.password)
        granted = self.person("secadmin").call("GrantRole", accounts.GrantRoleRequest(
            role_assignment=accounts.RoleAssignment(
                account=self.person(username).name, role=role, area=area, unit=unit,
                start_date=LONG_AGO)))
        if granted.state == accounts.RoleAssignment.STATE_PROPOSED:
            self.person("sysadmin").call("ApproveRole",
                                         accounts.ApproveRoleRequest(name=granted.name))
        if unit:
            self.join(username, unit)

    def join(self, username, unit):
        self.person("sysadmin").call("AddUnitMember", units.AddUnitMemberRequest(
            unit_member=units.UnitMember(unit=unit, account=self.person(username).name,
                                         start_date=LONG_AGO)))

    def command(self, username, *words):
        """A command of the CLI, for what is read from files."""
        person = self.person(username)
        config = self.options.home / "contexts"
        run = [self.options.gridgov, "--quiet", "--context", username]
        environment = os.environ | {"GRIDGOV_CONFIG_DIR": str(config), "LC_ALL": "C.UTF-8"}
        port = self.server.port
        subprocess.run([*run, "login", "--server", f"127.0.0.1:{port}", "--ca",
                        self.server.data / "tls/ca.pem", "--username", username,
                        "--password-stdin"], input=person.password, text=True, check=True,
                       env=environment, stdout=subprocess.DEVNULL)
        subprocess.run([*run, *words], check=True, env=environment, stdout=subprocess.DEVNULL)
