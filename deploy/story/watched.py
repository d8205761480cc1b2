"""Reads what a watch has printed, one JSON event a line.

wait FILE KIND NAME [STATE]  ends when the watch has told of it
once FILE                    fails if an event was told twice
"""
import json
import os
import sys
import time


def events(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            if line.endswith("\n") and line.strip():
                yield json.loads(line)


def matches(event, kind, name, state):
    if event.get("kind", "").removeprefix("KIND_") != kind or event.get("name") != name:
        return False
    resource = event.get("issue") or event.get("patrol") or {}
    return not state or resource.get("state") == state


def main():
    if sys.argv[1] == "wait":
        path, kind, name = sys.argv[2:5]
        state = sys.argv[5] if len(sys.argv) > 5 else ""
        size = -1
        while True:
            if os.path.getsize(path) != size:
                size = os.path.getsize(path)
                if any(matches(e, kind, name, state) for e in events(path)):
                    return
            # The caller bounds the wait; this only spares the processor.
            time.sleep(0.05)
    told = [(e.get("name"), (e.get("issue") or e.get("patrol") or {}).get("etag"), e.get("kind"))
            for e in events(sys.argv[2])]
    double = {t for t in told if told.count(t) > 1}
    if double:
        sys.exit(f"told twice: {double}")
    print(f"{len(told)} events, none twice")


main()
