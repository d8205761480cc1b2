"""The server of a year: started anew for each day with its clock on that day, and called over TLS."""
import datetime
import importlib
import pathlib
import pkgutil
import resource
import secrets
import signal
import subprocess
import threading
import time
import uuid

import grpc
import gridgov.v1
from gridgov.v1 import account_pb2 as accounts
CHINA = datetime.timezone(datetime.timedelta(hours=8))
MODULES = [importlib.import_module(f"gridgov.v1.{module.name}")
           for module in pkgutil.iter_modules(gridgov.v1.__path__)
           if module.name.endswith("_pb2_grpc")]
SECONDS = 60


class Server:
    """One process at a time on one data folder. Calls may come from several threads."""

    def __init__(self, gridgovd, home):
        self.gridgovd = gridgovd
        self.data = pathlib.Path(home) / "data"
        self.log = open(pathlib.Path(home) / "server.log", "ab")
        self.process = None
        self.channel = None
        self.stubs = {}
        self.calls = 0
        self.peak_kib = 0
        self.counting = threading.Lock()

    def init(self, day):
        """The folder, and the three administrators whose roles begin on that day."""
        made = subprocess.run([self.gridgovd, "init", self.data, "--cheap-passwords",
                               "--clock-offset", str(self.offset_of(day, 0))], check=True,
                              capture_output=True, text=True)
        return [line.split("\t") for line in made.stdout.splitlines() if line.count("\t") == 2]

    @staticmethod
    def offset_of(day, hour):
        return int(datetime.datetime.combine(day, datetime.time(hour), CHINA).timestamp() -
                   time.time())

    def start(self, day, hour=9):
        """Serves with its clock at that hour, in China, of the day."""
        offset = self.offset_of(day, hour)
        self.process = subprocess.Popen(
            [self.gridgovd, "serve", self.data, "--listen", "127.0.0.1:0", "--cheap-passwords",
             "--clock-offset", str(offset)], stdout=subprocess.PIPE, stderr=self.log, text=True)
        for line in self.process.stdout:
            if line.startswith("READY "):
                self.port = int(line.split()[1])
                break
        else:
            raise SystemExit("the server did not start; see server.log")
        credentials = grpc.ssl_channel_credentials((self.data / "tls/ca.pem").read_bytes())
        self.channel = grpc.secure_channel(f"localhost:{self.port}", credentials)
        self.stubs = {}
        for module in MODULES:
            for name in dir(module):
                if name.endswith("Stub"):
                    stub = getattr(module, name)(self.channel)
                    self.stubs.update({m: f for m, f in vars(stub).items() if callable(f)})
        self.offset = offset

    def now(self):
        return time.time() + self.offset

    def stop(self):
        for line in open(f"/proc/{self.process.pid}/status"):
            if line.startswith("VmHWM:"):
                self.peak_kib = max(self.peak_kib, int(line.split()[1]))
        self.channel.close()
        self.process.send_signal(signal.SIGTERM)
        if self.process.wait(30) != 0:
            raise SystemExit("the server did not end well; see server.log")

    def call(self, method, request, metadata=()):
        if "request_id" in request.DESCRIPTOR.fields_by_name and not request.request_id:
            request.request_id = str(uuid.uuid4())
        with self.counting:
            self.calls += 1
        return self.stubs[method](request, timeout=SECONDS,
                                  metadata=[("accept-language", "en"), *metadata])

    @staticmethod
    def cpu_seconds():
        """Of all servers that have ended."""
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime


class Person:
    """An account; signs in again each day, when it first acts."""

    def __init__(self, server, username, password, name=""):
        self.server = server
        self.username = username
        self.password = password
        self.name = name
        self.day_of_token = None
        self.token = ""
        self.lock = threading.Lock()

    @classmethod
    def first_sign_in(cls, server, username, once):
        person = cls(server, username, once)
        with person.lock:
            person.sign_in()
        own = secrets.token_urlsafe(18)
        changed = person.call("ChangePassword", accounts.ChangePasswordRequest(
            old_password=once, new_password=own))
        person.password = own
        person.token = changed.token
        return person

    def sign_in(self):
        session = self.server.call("CreateSession", accounts.CreateSessionRequest(
            username=self.username, password=self.password, client="year"))
        self.token = session.token
        self.name = session.session.account
        self.day_of_token = self.server.process.pid

    def call(self, method, request):
        with self.lock:
            if self.day_of_token != self.server.process.pid:
                self.sign_in()
            token = self.token
        return self.server.call(method, request, [("authorization", f"Bearer {token}")])
