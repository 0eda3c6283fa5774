"""What a provider says is believed only when it is signed by its keys, meant for us, and an answer to our question."""

import base64
import hmac
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI, Request
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey
from joserfc.jws import JWSRegistry
from pydantic import SecretStr
from starlette.middleware.sessions import SessionMiddleware
from starlette.testclient import TestClient

from assistant.settings import Settings
from assistant.web import provider
from assistant.web.provider import NoSignIn, Provider

CLIENT = "krisplan"
RSA = RSAKey.generate_key(2048, {"kid": "one"})
SECRET = OctKey.import_key("a-client-secret-that-is-long-enough")
ANY = JWSRegistry(algorithms=["RS256", "PS256", "ES256", "HS256", "RS512", "none"], strict_check_header=False)


@dataclass
class Liar:
    """A provider on loopback that says what the test wants it to say."""

    issuer: str = ""
    discovery: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    token: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    keys: list[Any] = field(default_factory=lambda: [RSA])
    key: Any = field(default_factory=lambda: RSA)
    algorithm: str = "RS256"
    redirect: dict[str, str] = field(default_factory=dict)
    instead: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    posted: dict[str, list[str]] = field(default_factory=dict)

    def answer(self, path: str) -> Any:
        if path in self.instead:
            return self.instead[path]
        if path == provider.DISCOVERY:
            ends = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
            return {"issuer": self.issuer, **{end: f"{self.issuer}/{end}" for end in ends}, **self.discovery}
        if path == "/jwks_uri":
            return {"keys": [key.as_dict(private=False) for key in self.keys]}
        if path == "/userinfo_endpoint":
            return {"sub": "anna-1", **self.userinfo}
        return {"access_token": "x", "token_type": "Bearer", "id_token": self.id_token(), **self.token}

    def id_token(self) -> str:
        now = int(time.time())
        told = {"iss": self.issuer, "aud": CLIENT, "sub": "anna-1", "iat": now, "exp": now + 60, **self.claims}
        kept = {name: value for name, value in told.items() if value is not None}
        header = {"alg": self.algorithm, "kid": getattr(self.key, "kid", None) or "one"}
        return jwt.encode(header, kept, self.key, registry=ANY)


@pytest.fixture
def liar() -> Iterator[Liar]:
    lies = Liar()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            lies.asked.append(self.path)
            if self.path in lies.redirect:
                self.send_response(302)
                self.send_header("location", lies.redirect[self.path])
                self.send_header("content-length", "0")
                self.end_headers()
                return
            body = json.dumps(lies.answer(self.path)).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            lies.posted = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
            self.do_GET()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    lies.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield lies
    server.shutdown()
    server.server_close()


def settings_for(liar: Liar, **choices: Any) -> Settings:
    told = {"sso_issuer": liar.issuer, "sso_client": CLIENT, "sso_secret": SecretStr("secret"), "sso_private": True}
    return Settings(**{**told, **choices})


def browser(settings: Settings) -> TestClient:
    """A browser at a door with nothing behind it but the provider."""
    app, asked = FastAPI(), Provider(settings)
    app.add_middleware(SessionMiddleware, secret_key="only-for-tests")

    @app.get("/start")
    async def start(request: Request) -> object:
        try:
            return await asked.send_there(request, "http://testserver/back")
        except NoSignIn as error:
            return {"reason": error.reason}

    @app.get("/back")
    async def back(request: Request) -> object:
        try:
            found = await asked.who(request)
        except NoSignIn as error:
            return {"reason": error.reason}
        return {"email": found.email, "groups": sorted(found.groups), "name": found.name, "sure": found.email_verified}

    return TestClient(app, follow_redirects=False)


def sent_away(client: TestClient, liar: Liar) -> dict[str, str]:
    """Go to the provider, which remembers the nonce; the query of where the browser was sent."""
    location = client.get("/start").headers["location"]
    query = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
    liar.claims.setdefault("nonce", query["nonce"])
    return query


def come_back(client: TestClient, liar: Liar, **query: str) -> dict[str, Any]:
    sent = sent_away(client, liar)
    return client.get("/back", params={"code": "c", "state": sent["state"], **query}).json()


@pytest.fixture
def known(liar: Liar) -> Liar:
    """Honest so far: an ID token with everything in it."""
    liar.claims.update(email="anna@ljungsjo.example", email_verified=True, name="Anna Berg", groups=["red"])
    return liar


def test_the_browser_is_sent_with_state_nonce_and_a_pkce_challenge(known: Liar) -> None:
    query = sent_away(browser(settings_for(known)), known)
    assert query["code_challenge_method"] == "S256" and len(query["code_challenge"]) == 43
    assert query["response_type"] == "code" and query["client_id"] == CLIENT
    assert len(query["state"]) >= 20 and len(query["nonce"]) >= 20
    assert query["scope"] == "openid email profile"


def test_the_scope_of_the_groups_is_asked_for_where_there_is_one(known: Liar) -> None:
    known.discovery["scopes_supported"] = ["openid", "groups"]
    assert sent_away(browser(settings_for(known)), known)["scope"] == "openid email profile groups"


def test_an_honest_provider_is_believed(known: Liar) -> None:
    told = come_back(browser(settings_for(known)), known)
    assert told == {"email": "anna@ljungsjo.example", "groups": ["red"], "name": "Anna Berg", "sure": True}
    assert len(known.posted["code_verifier"][0]) >= 43
    assert "/userinfo_endpoint" not in known.asked


@pytest.mark.parametrize("algorithm", provider.SIGNED_WITH)
def test_each_allowed_algorithm_works(known: Liar, algorithm: str) -> None:
    known.algorithm, known.discovery["id_token_signing_alg_values_supported"] = algorithm, [algorithm, "HS256"]
    if algorithm == "ES256":
        known.key = ECKey.generate_key("P-256", {"kid": "one"})
        known.keys = [known.key]
    assert come_back(browser(settings_for(known)), known)["sure"] is True


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://other.example"},
        {"iss": None},
        {"aud": "another-client"},
        {"aud": ["another-client"]},
        {"aud": None},
        {"aud": [CLIENT, "another-client"], "azp": "another-client"},
        {"exp": 1_700_000_000},
        {"exp": None},
        {"iat": None},
        {"sub": None},
        {"sub": ""},
        {"sub": "a" * 256},
        {"nonce": "foreign"},
        {"nonce": None},
        {"nbf": 4_000_000_000},
        {"email": 7},
    ],
)
def test_a_token_with_a_wrong_claim_is_refused(known: Liar, wrong: dict[str, Any]) -> None:
    known.claims.update(wrong)
    assert come_back(browser(settings_for(known)), known) == {"reason": "unusable"}


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [
        ("HS256", SECRET),
        ("none", None),
        ("RS512", RSA),
        ("RS256", RSAKey.generate_key(2048, {"kid": "one"})),
        ("RS256", RSAKey.generate_key(2048, {"kid": "two"})),
    ],
)
def test_a_token_signed_in_any_other_way_is_refused(known: Liar, algorithm: str, key: Any) -> None:
    known.discovery["id_token_signing_alg_values_supported"] = [algorithm]
    known.algorithm, known.key = algorithm, key
    assert come_back(browser(settings_for(known)), known) == {"reason": "unusable"}


def test_a_public_key_used_as_a_shared_secret_is_refused(known: Liar) -> None:
    known.discovery["id_token_signing_alg_values_supported"] = ["HS256", "RS256"]
    client, public = browser(settings_for(known)), RSA.as_pem(private=False)
    sent = sent_away(client, known)
    head = _encoded(json.dumps({"alg": "HS256", "kid": "one"}).encode())
    body = known.id_token().split(".")[1]
    mac = hmac.digest(public, f"{head}.{body}".encode(), "sha256")
    known.token["id_token"] = f"{head}.{body}.{_encoded(mac)}"
    assert client.get("/back", params={"code": "c", "state": sent["state"]}).json() == {"reason": "unusable"}


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def test_an_answer_without_an_id_token_is_refused(known: Liar) -> None:
    known.token["id_token"] = None
    assert come_back(browser(settings_for(known)), known) == {"reason": "unusable"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": "https://other.example"},
        {"issuer": None},
        {"authorization_endpoint": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "https://anna@provider.example/auth"},
        {"token_endpoint": "file:///etc/passwd"},
        {"jwks_uri": "http://2130706433/keys"},
        {"userinfo_endpoint": ["https://provider.example/me"]},
    ],
)
def test_a_discovery_document_that_says_odd_things_sends_nobody_anywhere(known: Liar, wrong: dict[str, Any]) -> None:
    known.discovery.update(wrong)
    answer = browser(settings_for(known)).get("/start")
    assert answer.status_code == 200 and answer.json()["reason"] in ("unusable", "unreachable")


def test_the_discovery_document_does_not_choose_how_we_connect(known: Liar) -> None:
    """Each of these names an argument of the client that Authlib makes."""
    known.discovery.update(proxy="http://127.0.0.1:1", trust_env=True, follow_redirects=True, verify=False, scope="all")
    known.discovery.update(transport=None, mounts={}, base_url="http://127.0.0.1:1", headers={"x": "y"}, leeway=10**9)
    assert come_back(browser(settings_for(known)), known)["sure"] is True


def test_keys_and_tokens_are_not_fetched_from_where_a_redirect_points(known: Liar) -> None:
    for path in ("/token_endpoint", "/jwks_uri"):
        known.redirect = {path: "http://169.254.169.254/latest/meta-data/"}
        assert come_back(browser(settings_for(known)), known) == {"reason": "unusable"}


@pytest.mark.parametrize("path", ["/token_endpoint", "/jwks_uri", "/userinfo_endpoint"])
@pytest.mark.parametrize("odd", [None, 7, [], {}, "text", [{}], {"keys": 7}, {"keys": [7]}, {"keys": [{"kty": "oct"}]}])
def test_an_answer_of_another_shape_is_refused(liar: Liar, path: str, odd: Any) -> None:
    liar.instead[path] = odd
    assert come_back(browser(settings_for(liar)), liar) == {"reason": "unusable"}


@pytest.mark.parametrize("token", [7, [], {}, "", "a.b.c", "a.b.c.d.e"])
def test_an_id_token_of_another_shape_is_refused(known: Liar, token: object) -> None:
    known.token["id_token"] = token
    assert come_back(browser(settings_for(known)), known) == {"reason": "unusable"}


@pytest.mark.parametrize("odd", [None, 7, [], "text", {}])
def test_a_discovery_document_of_another_shape_is_refused(liar: Liar, odd: Any) -> None:
    liar.instead[provider.DISCOVERY] = odd
    assert browser(settings_for(liar)).get("/start").json() == {"reason": "unusable"}


def test_an_endpoint_in_a_closed_network_is_not_called(known: Liar) -> None:
    known.discovery["token_endpoint"] = "http://169.254.169.254/token"
    assert come_back(browser(settings_for(known)), known) == {"reason": "unreachable"}


def test_a_provider_on_this_machine_is_reached_only_when_that_is_allowed(known: Liar) -> None:
    answer = browser(settings_for(known, sso_private=False)).get("/start")
    assert answer.json() == {"reason": "unreachable"} and known.asked == []


def test_a_provider_that_is_away_is_told_as_such() -> None:
    away = Liar(issuer="http://127.0.0.1:9")
    assert browser(settings_for(away)).get("/start").json() == {"reason": "unreachable"}


def test_what_the_id_token_leaves_out_is_read_from_userinfo(liar: Liar) -> None:
    liar.userinfo.update(email="anna@ljungsjo.example", email_verified="true", name="Anna\n\u202eBerg", groups="red")
    told = come_back(browser(settings_for(liar)), liar)
    assert told == {"email": "anna@ljungsjo.example", "groups": ["red"], "name": "Anna Berg", "sure": True}


def test_userinfo_about_somebody_else_is_refused(liar: Liar) -> None:
    liar.userinfo.update(sub="erik-2", email="erik@ljungsjo.example", email_verified=True)
    assert come_back(browser(settings_for(liar)), liar) == {"reason": "unusable"}


def test_a_signed_claim_wins_over_userinfo(known: Liar) -> None:
    del known.claims["name"]
    known.userinfo.update(email="erik@ljungsjo.example", name="Erik", groups=["blue"])
    told = come_back(browser(settings_for(known)), known)
    assert (told["email"], told["groups"], told["name"]) == ("anna@ljungsjo.example", ["red"], "Erik")


@pytest.mark.parametrize("verified", [None, False, "false", "yes", 0, [], {"a": 1}])
def test_an_address_is_confirmed_only_when_it_says_so(known: Liar, verified: Any) -> None:
    known.claims["email_verified"] = verified
    assert come_back(browser(settings_for(known)), known)["sure"] is False


def test_another_claim_may_hold_the_groups_and_odd_ones_are_left_out(known: Liar) -> None:
    known.claims["roles"] = ["red", 7, {"a": "b"}, None]
    assert come_back(browser(settings_for(known, sso_claim="roles")), known)["groups"] == ["red"]
    del known.claims["nonce"]
    assert come_back(browser(settings_for(known, sso_claim="none")), known)["groups"] == []


@pytest.mark.parametrize("email", ["", "nobody"])
def test_without_an_email_address_nobody_comes_in(known: Liar, email: str) -> None:
    known.claims["email"] = email
    assert come_back(browser(settings_for(known)), known) == {"reason": "no_email"}


def test_what_does_not_answer_this_browsers_question_is_refused(known: Liar) -> None:
    client = browser(settings_for(known))
    assert come_back(client, known, state="foreign") == {"reason": "expired"}
    assert client.get("/back", params={"code": "c"}).json() == {"reason": "expired"}
    assert client.get("/back", params={"error": "access_denied"}).json() == {"reason": "expired"}
    sent = sent_away(client, known)
    elsewhere = browser(settings_for(known))
    assert elsewhere.get("/back", params={"code": "c", "state": sent["state"]}).json() == {"reason": "expired"}
    assert "/token_endpoint" not in known.asked


def test_a_state_is_used_once(known: Liar) -> None:
    client = browser(settings_for(known))
    sent = sent_away(client, known)
    back = {"code": "c", "state": sent["state"]}
    assert client.get("/back", params=back).json()["sure"] is True
    assert client.get("/back", params=back).json() == {"reason": "expired"}


def test_an_answer_from_another_issuer_is_refused(known: Liar) -> None:
    client = browser(settings_for(known))
    assert come_back(client, known, iss="https://other.example") == {"reason": "unusable"}
    assert "/token_endpoint" not in known.asked


@pytest.mark.parametrize(
    ("error", "reason"), [("access_denied", "cancelled"), ("server_error", "unusable"), ("<script>", "unusable")]
)
def test_a_refusal_of_the_provider_is_one_of_our_reasons(known: Liar, error: str, reason: str) -> None:
    told = come_back(browser(settings_for(known)), known, error=error, error_description="Ring 0900-12345")
    assert told == {"reason": reason}


def test_a_code_that_the_provider_refuses_means_start_over(known: Liar) -> None:
    known.token = {"error": "invalid_grant", "error_description": "Ring 0900-12345"}
    assert come_back(browser(settings_for(known)), known) == {"reason": "expired"}


def test_keys_are_read_again_after_an_hour(known: Liar, monkeypatch: pytest.MonkeyPatch) -> None:
    client = browser(settings_for(known))
    for _ in range(2):
        assert come_back(client, known)["sure"] is True
        known.claims.pop("nonce")
    assert known.asked.count("/jwks_uri") == known.asked.count(provider.DISCOVERY) == 1
    later = time.monotonic() + provider.FRESH_SECONDS + 1
    monkeypatch.setattr(provider.time, "monotonic", lambda: later)
    assert come_back(client, known)["sure"] is True
    assert known.asked.count("/jwks_uri") == known.asked.count(provider.DISCOVERY) == 2


def test_a_new_key_is_fetched_when_a_token_names_it(known: Liar) -> None:
    client = browser(settings_for(known))
    assert come_back(client, known)["sure"] is True
    known.claims.pop("nonce")
    known.key = RSAKey.generate_key(2048, {"kid": "two"})
    known.keys = [known.key]
    assert come_back(client, known)["sure"] is True
    assert known.asked.count("/jwks_uri") == 2
