"""Which command, pasted into a terminal, shows what a route does?"""

from string import Template
from typing import Final

from assistant.web.words import Words

_BODIES: Final = {"open_incident": "post", "ask_question": "question"}
_HOOK: Final = Template(
    """body='$body'
id="msg_$$(openssl rand -hex 8)"; at="$$(date +%s)"
key="$$(printf %s "$${HOOK_SECRET#whsec_}" | base64 -d | od -An -v -tx1 | tr -d ' \\n')"
signature="$$(printf %s "$$id.$$at.$$body" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$$key" -binary | base64)"
curl -H 'Content-Type: application/json' -H "webhook-id: $$id" -H "webhook-timestamp: $$at" \\
  -H "webhook-signature: v1,$$signature" -d "$$body" $address/hooks/posts"""
)
_CALL: Final = Template("""curl -H "Authorization: Bearer $$KRISPLAN_TOKEN"$more $address$path""")
_POSTED: Final = Template(""" \\
  -H 'Content-Type: application/json' -d '$body'""")


def example(words: Words, address: str, path: str, method: str, operation: str) -> str:
    """`address` is where we are reached. The secret never stands in it: the shell reads it from a variable."""
    if path.startswith("/hooks/"):
        return _HOOK.substitute(body=words("api.example_post"), address=address)
    more = ""
    if method == "POST":
        body = words(f"api.example_{_BODIES[operation]}")
        more = _POSTED.substitute(body=body)
        more += " \\\n  -H 'Idempotency-Key: 2026-11-24-1'" if operation == "open_incident" else ""
    return _CALL.substitute(more=more and more + " \\\n ", address=address, path=path.replace("{number}", "1"))
