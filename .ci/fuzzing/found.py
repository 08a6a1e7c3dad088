"""Writes down the ids of what the caller finds, for the dictionaries of schemathesis.toml.

A tester gets work to do first: seats of the open jobs, each with an open report, a picture and a bug. What was handed in can
no longer be changed, and without these all that changes reports would be refused for that.
"""

import requests
from callers import OUTPUT, SERVER, sign_in
from pictures import png

ASKING = requests.Session()
ASKING.headers.update(sign_in("caller"))


def ask(method, path, **more):
    """The answer as JSON, or nothing where it is refused."""
    answer = ASKING.request(method, f"{SERVER}/api/v1{path}", timeout=30, **more)
    return answer.json() if answer.ok else None


def listed(path):
    """The first page of a list."""
    page = ask("GET", path)
    return page["items"] if page else []


def take_seat(job):
    """Takes a seat and begins a report, where the caller may."""
    claim = ask("POST", f"/jobs/{job['id']}/claims")
    report = claim and ask("POST", f"/claims/{claim['id']}/submission")
    if report:
        path = f"/submissions/{report['id']}"
        ask("POST", f"{path}/screenshots", files={"file": png(64, 48)})
        bug = {"title": "B", "severity": "low", "steps_to_reproduce": "Look", "actual": "Nothing"}
        ask("POST", f"{path}/bugs", json=bug)


open_jobs = listed("/jobs")
for job in open_jobs:
    take_seat(job)
claims = listed("/claims")
jobs = listed("/my/jobs") + open_jobs
submissions = [report for job in jobs for report in listed(f"/jobs/{job['id']}/submissions")]
submissions += [ask("GET", f"/submissions/{claim['submission_id']}") for claim in claims if claim.get("submission_id")]
shots = [picture for report in submissions for picture in report["screenshots"]]
for shot in shots[:3]:
    ask("POST", f"/screenshots/{shot['id']}/remarks", json={"x": 1, "y": 1, "text": "Here"})
active = [claim for claim in claims if claim["status"] == "active"]
found = {
    "projects": listed("/projects"),
    "jobs": jobs,
    # One seat to give back; the work on the others would be over with them.
    "claims": [claim for claim in claims if claim not in active[1:]],
    "submissions": submissions,
    "screenshots": shots,
    "remarks": [remark for shot in shots for remark in listed(f"/screenshots/{shot['id']}/remarks")],
    "bugs": [bug for report in submissions for bug in report["bugs"]],
    "steps": [{"id": step["step_id"]} for report in submissions for step in report["steps"]],
}
for name, things in found.items():
    # An empty dictionary is refused, and nobody has this id.
    ids = [thing["id"] for thing in things] or ["nothing"]
    (OUTPUT / f"{name}.dict").write_text("".join(f'"{id}"\n' for id in ids))
