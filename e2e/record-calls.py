"""Starts the local AWS so that it checks signatures and policies as AWS does, and writes down each call it decided on.

MiniStack does the checking (AUTH=true); this adds what it leaves out: a line of JSON for each decision in the file RECORDED_CALLS,
requests that count as sent over TLS (which ends before the server), requests of the front that spells out views, whose signature is of
another text, policies that name a secret (a reference to one is its name here, and its ARN in AWS), and the ARNs of IP sets, prefix lists and the
workgroup of a query, which it takes for others.
"""

import json
import os
import threading
from urllib.parse import parse_qs

import ministack.app as app
from ministack.core import iam_actions as actions
from ministack.core import iam_evaluator as iam

_file = open(os.environ["RECORDED_CALLS"], "a", encoding="utf-8")
_lock = threading.Lock()
_enforce = iam.enforce
_authenticate = iam.authenticate
_resource_matches = iam._resource_matches
_extract_resource_arn = actions.extract_resource_arn
_pin_request_origin = app.pin_request_origin


def enforce(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
    denied = _enforce(access_key_id, iam_action, service, region, resource_arn, service_context)
    principal = iam.resolve_principal(access_key_id or "", iam_account())
    line = {
        "principal": getattr(principal, "arn", "") or "",
        "action": iam_action,
        "resource": resource_arn,
        "region": region,
        "allowed": denied is None,
        "context": {key: str(value) for key, value in (service_context or {}).items() if value is not None},
    }
    with _lock:
        _file.write(json.dumps(line) + "\n")
        _file.flush()
    return denied


def iam_account():
    from ministack.core.responses import get_account_id

    return get_account_id()


def authenticate(access_key_id, account_id):
    request = iam._signed_request.get()
    if request is not None and "x-views-spelled-out" in {name.lower() for name in request.headers}:
        iam._signed_request.set(None)
        return None
    return _authenticate(access_key_id, account_id)


def resource_matches(resource_arn, resources, not_resources):
    if ":secret:" in resource_arn:
        prefix = resource_arn.split(":secret:")[0] + ":secret:"
        resources = [one if one == "*" or one.startswith("arn:") else f"{prefix}{one}-??????" for one in resources]
    return _resource_matches(resource_arn, resources, not_resources)


def extract_resource_arn(service, method, path, headers, body, params, region, account_id):
    text = (body or b"").decode("utf-8", "replace")
    if headers.get("x-amz-target", "").endswith("IPSet") and text.startswith("{"):
        asked = json.loads(text)
        scope = "global" if asked.get("Scope") == "CLOUDFRONT" else "regional"
        return f"arn:aws:wafv2:{region}:{account_id}:{scope}/ipset/{asked.get('Name')}/{asked.get('Id')}"
    if service == "athena" and "QueryExecutionId" in text:
        from ministack.services import athena

        query = athena._executions.get(json.loads(text)["QueryExecutionId"]) or {}
        return f"arn:aws:athena:{region}:{account_id}:workgroup/{query.get('WorkGroup', 'primary')}"
    form = parse_qs(text) if service == "ec2" else {}
    if "ManagedPrefixList" in form.get("Action", [""])[0] and "PrefixListId" in form:
        return f"arn:aws:ec2:{region}:{account_id}:prefix-list/{form['PrefixListId'][0]}"
    return _extract_resource_arn(service, method, path, headers, body, params, region, account_id)


actions.extract_resource_arn = extract_resource_arn
iam._resource_matches = resource_matches
iam.enforce = enforce
iam.authenticate = authenticate
app.pin_request_origin = lambda source_ip, _secure: _pin_request_origin(source_ip, True)
app.main()
