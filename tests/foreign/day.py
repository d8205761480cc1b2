"""One issue from patrol to close, by a client that shares nothing with gridgov but its protos.

It exits non-zero at the first answer that is not what the contract promises. The stubs stand on
PYTHONPATH; run.sh makes them.
"""
import argparse
import hashlib
import pathlib
import subprocess
import sys
import tempfile
import uuid

import grpc
from gridgov.v1 import attachment_pb2, attachment_pb2_grpc
from gridgov.v1 import account_pb2, account_pb2_grpc, error_pb2, issue_pb2, issue_pb2_grpc
from gridgov.v1 import patrol_pb2, patrol_pb2_grpc

SECONDS = 20
GRID = "grids/510703003001001"
Issue = issue_pb2.Issue
Patrol = patrol_pb2.Patrol


def expect(what, got, want):
    if got != want:
        sys.exit(f"{what}: expected {want!r}, got {got!r}")
    print(f"ok  {what}: {want}")


class Person:
    """Somebody signed in over TLS: one channel, one token in each call's metadata."""

    def __init__(self, server, ca, username, password):
        credentials = grpc.ssl_channel_credentials(root_certificates=ca)
        self.channel = grpc.secure_channel(server, credentials)
        self.metadata = [("accept-language", "en")]
        sessions = account_pb2_grpc.SessionServiceStub(self.channel)
        session = self.call(sessions.CreateSession, account_pb2.CreateSessionRequest(
            username=username, password=password, client="day.py"))
        self.metadata.append(("authorization", f"Bearer {session.token}"))
        self.issues = issue_pb2_grpc.IssueServiceStub(self.channel)
        self.patrols = patrol_pb2_grpc.PatrolServiceStub(self.channel)
        self.attachments = attachment_pb2_grpc.AttachmentServiceStub(self.channel)

    def call(self, method, request):
        if "request_id" in request.DESCRIPTOR.fields_by_name and not request.request_id:
            request.request_id = str(uuid.uuid4())
        return method(request, timeout=SECONDS, metadata=self.metadata)

    def refused(self, method, request):
        """The status code and the detail of a call that must not succeed."""
        try:
            self.call(method, request)
        except grpc.RpcError as error:
            return error.code(), detail_of(error)
        sys.exit(f"{type(request).__name__} was not refused")


def detail_of(error):
    """The ErrorDetail in grpc-status-details-bin."""
    for key, value in error.trailing_metadata():
        if key != "grpc-status-details-bin":
            continue
        status = error_pb2.RpcStatus.FromString(value)
        expect("the packed code", status.code, error.code().value[0])
        for packed in status.details:
            if packed.type_url.endswith("/gridgov.v1.ErrorDetail"):
                return error_pb2.ErrorDetail.FromString(packed.value)
    sys.exit("a refusal without an ErrorDetail")


def answers():
    yes_no = {"f1": "NO", "f3": "YES", "f4": "NO", "f5": "NO", "f6": "NO", "f8": "NO", "f9": "YES"}
    numbers = {"f2": 2.5, "f7": 1.2, "f10": 6}
    return ([Patrol.Answer(item=item, value=value) for item, value in yes_no.items()] +
            [Patrol.Answer(item=item, number=number) for item, number in numbers.items()])


def photo():
    """A small JPEG with a place in it, as a phone makes it."""
    with tempfile.NamedTemporaryFile(suffix=".jpg") as file:
        subprocess.run([sys.executable, "deploy/story/photo.py", "make", file.name], check=True)
        return file.read()


def send(worker, parent, item, data):
    """A client stream of two messages."""
    first = attachment_pb2.UploadAttachmentRequest(
        attachment=attachment_pb2.Attachment(parent=parent, item=item, title="lane.jpg"),
        attachment_id=str(uuid.uuid4()), request_id=str(uuid.uuid4()), size_bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(), data=data[:200])
    rest = attachment_pb2.UploadAttachmentRequest(data=data[200:])
    sent = worker.attachments.UploadAttachment(iter([first, rest]), timeout=SECONDS,
                                               metadata=worker.metadata)
    expect("the photo's type", sent.type, attachment_pb2.Attachment.TYPE_JPEG)
    back = b"".join(part.data for part in worker.attachments.DownloadAttachment(
        attachment_pb2.DownloadAttachmentRequest(name=sent.name), timeout=SECONDS,
        metadata=worker.metadata))
    expect("what is kept is what is handed out", hashlib.sha256(back).hexdigest(), sent.sha256)


def walk(worker):
    """A patrol from its start to its log; answers the issue that came of it."""
    patrol = worker.call(worker.patrols.CreatePatrol, patrol_pb2.CreatePatrolRequest(
        patrol=Patrol(patrol_type="patrolTypes/FIRE_LANE", grid=GRID)))
    expect("the patrol begun at once", patrol.state, Patrol.STATE_STARTED)
    patrol = worker.call(worker.patrols.RecordPatrol, patrol_pb2.RecordPatrolRequest(
        name=patrol.name, answers=answers(), metres=850, weather="晴"))
    expect("what failed", [a.item for a in patrol.answers if a.failed][0], "f1")
    report = patrol_pb2.ReportFindingRequest(
        name=patrol.name, item="f1", request_id=str(uuid.uuid4()),
        issue=Issue(title="消防车通道被杂物堵塞", address="3号楼东侧",
                    answers=[Issue.Answer(question="blocked_by", value="2")]))
    issue = worker.call(worker.patrols.ReportFinding, report)
    expect("the finding's issue", issue.state, Issue.STATE_REPORTED)
    again = worker.call(worker.patrols.ReportFinding, report)
    expect("the same request again is the same issue", again.name == issue.name, True)
    submit = patrol_pb2.SubmitPatrolRequest(name=patrol.name, minima_reason="sample")
    code, detail = worker.refused(worker.patrols.SubmitPatrol, submit)
    expect("a log without its photos", (code.name, {one.reason for one in detail.violations}),
           ("INVALID_ARGUMENT", {"PHOTO_MISSING"}))
    for one in detail.violations:
        send(worker, patrol.name, one.field.removeprefix("answers."), photo())
    submit.request_id = str(uuid.uuid4())
    patrol = worker.call(worker.patrols.SubmitPatrol, submit)
    expect("the patrol's log", patrol.state, Patrol.STATE_SUBMITTED)
    return issue


def settle(issue, office, handler, checker):
    def act(person, method, request, state):
        answer = person.call(method, request)
        expect(type(request).__name__, Issue.State.Name(answer.state), state)

    act(office, office.issues.AcceptIssue, issue_pb2.AcceptIssueRequest(name=issue.name),
        "STATE_ACCEPTED")
    act(office, office.issues.DispatchIssue, issue_pb2.DispatchIssueRequest(
        name=issue.name, unit="units/XF", deadline_class="deadlineClasses/WD3"), "STATE_DISPATCHED")
    act(handler, handler.issues.StartIssue, issue_pb2.StartIssueRequest(name=issue.name),
        "STATE_IN_PROGRESS")

    code, detail = checker.refused(checker.issues.CloseIssue, issue_pb2.CloseIssueRequest(
        name=issue.name, closing_reason=Issue.CLOSING_REASON_FIXED))
    expect("closing before it is finished", code, grpc.StatusCode.FAILED_PRECONDITION)
    expect("its reason", detail.reason, "WRONG_STATE")
    expect("its language", detail.locale, "en")
    expect("it has a text for people", bool(detail.localized_message), True)

    act(handler, handler.issues.FinishIssue, issue_pb2.FinishIssueRequest(
        name=issue.name, proof="已清运，通道畅通"), "STATE_HANDLED")
    code, detail = handler.refused(handler.issues.CloseIssue, issue_pb2.CloseIssueRequest(
        name=issue.name, closing_reason=Issue.CLOSING_REASON_FIXED))
    expect("closing by the handling unit", code, grpc.StatusCode.PERMISSION_DENIED)
    expect("its reason", detail.reason, "NOT_PERMITTED")
    act(checker, checker.issues.CloseIssue, issue_pb2.CloseIssueRequest(
        name=issue.name, closing_reason=Issue.CLOSING_REASON_FIXED, comment="现场通畅"),
        "STATE_CLOSED")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True, help="HOST:PORT")
    parser.add_argument("--ca", required=True, help="the CA's certificate, PEM")
    parser.add_argument("--passwords", required=True, help="a folder, one file a user")
    options = parser.parse_args()
    ca = pathlib.Path(options.ca).read_bytes()

    def sign_in(username):
        password = (pathlib.Path(options.passwords) / username).read_text().strip()
        return Person(options.server, ca, username, password)

    worker = sign_in("worker1")
    issue = walk(worker)
    settle(issue, sign_in("office1"), sign_in("handler1"), sign_in("checker1"))
    steps = worker.call(worker.issues.ListIssueSteps,
                        issue_pb2.ListIssueStepsRequest(issue=issue.name)).issue_steps
    expect("its steps", [step.act for step in steps],
           ["report", "accept", "dispatch", "start", "finish", "close"])
    print("The day is done.")


main()
