"""What schemathesis cannot be told in its settings."""

import re
import sys
from pathlib import Path

import schemathesis
from hypothesis import strategies as st
from schemathesis.openapi.checks import RejectedPositiveData

sys.path.insert(0, str(Path(__file__).parent))
from callers import sign_in  # noqa: E402
from pictures import png  # noqa: E402

# Rules that no schema can state, since they rest on what else is there: a field that may be refused for them, and their code.
# A request that was refused for nothing else was as good as the document could tell.
ANYWHERE = r"Idempotency-Key:key_reused"
BEYOND_SCHEMA = {
    # The password is compared with the address, and with those that everybody takes.
    "POST /api/v1/auth/register": r"password:(like_email|common)",
    "POST /api/v1/auth/password": r"password:(like_email|common)|current_password:wrong",
    "POST /api/v1/auth/email": r"email:same|password:wrong",
    "POST /api/v1/auth/email/confirm": r"token:link_spent",
    "POST /api/v1/auth/close": r"password:wrong",
    "POST /api/v1/auth/second-factor": r"password:wrong",
    "POST /api/v1/auth/second-factor/remove": r"password:wrong",
    "POST /api/v1/auth/second-factor/confirm": r"code:wrong",
    # Links that were never sent to anybody.
    "POST /api/v1/auth/verify-email": r"token:link_spent",
    "POST /api/v1/auth/reset-password": r"token:link_spent",
    # Ids of what somebody else has, or nobody.
    "POST /api/v1/jobs": r"project_id:unknown|journey\.steps\[\d+\]\.id:duplicate",
    "PATCH /api/v1/jobs/{id}": r"project_id:fixed|journey\.steps\[\d+\]\.id:duplicate",
    "POST /api/v1/submissions/{id}/bugs": r"step_id:unknown|screenshot_ids\[\d+\]:unknown",
    "POST /api/v1/submissions/{id}/reject": r"step_id:unknown",
    "PATCH /api/v1/submissions/{id}": r"steps\[\d+\]\.step_id:unknown",
    # The sandbox's test cards and banks, and methods that somebody has saved.
    "POST /api/v1/jobs/{id}/publish": r"payment_method:unknown",
    "POST /api/v1/submissions/{id}/tip": r"payment_method:unknown",
    "POST /api/v1/wallet/top-ups": r"payment_method:unknown",
    "POST /api/v1/payment-methods": r"payment_method:(unknown|required|too_many)",
    "PUT /api/v1/wallet/payout-account": r"account_number:required",
    # More than there is now, and of a kind and time that there are; the least that is paid out is a setting.
    "POST /api/v1/jobs/{id}/top-up": r"payment_method:unknown|slots:(too_small|nothing_added)|price_cents:(too_small|too_large)",
    "POST /api/v1/admin/disputes/{id}/rule": r"pay_cents:too_large",
    "POST /api/v1/wallet/payouts": r"amount_cents:too_small",
    "GET /api/v1/wallet/entries": r"kind:unknown|(from|until):time",
    "GET /api/v1/wallet/entries.csv": r"kind:unknown|(from|until):time",
    # A scene has rules of its own (src/annotate), and a picture to fit.
    "POST /api/v1/submissions/{id}/screenshots": r"step_id:unknown|upload_id:unknown|file:(too_many|required|quota)|scene:[\w.]+",
    # A picture may have less than a recording.
    "POST /api/v1/submissions/{id}/uploads": r"bytes:too_large",
    "POST /api/v1/submissions/{id}/recordings": r"step_id:unknown|upload_id:(unknown|too_many|quota)",
    # More than the file was said to have.
    "PATCH /api/v1/uploads/{id}": r":(too_large|required)",
    "PUT /api/v1/screenshots/{id}/scene": r"file:quota|scene:[\w.]+",
    "PUT /api/v1/screenshots/{id}/layer": r"scene:[\w.]+",
    # One of the pictures that there are of a step.
    "GET /api/v1/jobs/{id}/steps/{step}/heat": r"picture:unknown",
    # A picture has its size, and holds so much. Only a remark is settled, not its answers.
    "POST /api/v1/screenshots/{id}/remarks": r"[xy]:outside|text:too_many",
    "POST /api/v1/remarks/{id}/answers": r"text:too_many",
    "PATCH /api/v1/remarks/{id}": r"resolved:no_remark",
    # A report that is not complete cannot be handed in.
    "POST /api/v1/submissions/{id}/submit": r"steps\[\d+\]\.(verdict:required|actual:required|evidence:evidence_missing)",
}


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Leaves out that a good request was refused, where all that it was refused for is in the list above."""
    if not isinstance(failure, RejectedPositiveData) or response.status_code != 422:
        return True
    rule = f"{ANYWHERE}|{BEYOND_SCHEMA.get(case.operation.label, ANYWHERE)}"
    errors = response.json()["errors"]
    return not errors or not all(re.fullmatch(rule, f"{error['field']}:{error['code']}") for error in errors)


@schemathesis.hook.apply_to(method="POST", path="/api/v1/auth/logout")
def before_call(context, case, kwargs):
    """Signing out ends a session, and not the one that all other calls are made with: each call gets one of its own."""
    if case.auth_identity is not None and "Authorization" in case.headers:
        case.headers.update(sign_in(case.auth_identity))


schemathesis.openapi.media_type("image/png", st.builds(png, st.integers(1, 64), st.integers(1, 64)))
