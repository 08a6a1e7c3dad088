"""Writes down the ids of what the caller finds, for the dictionaries of schemathesis.toml."""

import requests
from callers import OUTPUT, SERVER, sign_in

HEADERS = sign_in("caller")


def listed(path):
    """The first page of a list, or nothing where the caller may not see it."""
    answer = requests.get(SERVER + path, headers=HEADERS, timeout=30)
    return answer.json()["items"] if answer.ok else []


projects = listed("/api/v1/projects")
jobs = listed("/api/v1/my/jobs") + listed("/api/v1/jobs")
claims = listed("/api/v1/claims")
submissions = [report for job in jobs for report in listed(f"/api/v1/jobs/{job['id']}/submissions")]
for claim in claims:
    if claim.get("submission_id"):
        answer = requests.get(f"{SERVER}/api/v1/submissions/{claim['submission_id']}", headers=HEADERS, timeout=30)
        submissions += [answer.json()] if answer.ok else []
found = {
    "projects": projects,
    "jobs": jobs,
    "claims": claims,
    "submissions": submissions,
    "screenshots": [picture for report in submissions for picture in report["screenshots"]],
    "bugs": [bug for report in submissions for bug in report["bugs"]],
}
for name, things in found.items():
    # An empty dictionary is refused, and nobody has this id.
    ids = [thing["id"] for thing in things] or ["nothing"]
    (OUTPUT / f"{name}.dict").write_text("".join(f'"{id}"\n' for id in ids))
