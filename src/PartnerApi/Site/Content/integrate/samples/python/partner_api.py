"""A client of the gateway. It keeps the access token, limits the time of each request,
and repeats a request that may be repeated."""

import os
import random
import threading
import time
import uuid

import jwt
import requests

MOST_ATTEMPTS = 5
TOKEN_MARGIN_SECONDS = 60


class PartnerApiError(Exception):
    """The code is that of the first GraphQL error, an OAuth error, or one of the client."""

    def __init__(self, code, message, is_repeatable, retry_after=0):
        super().__init__(f"{code}: {message}")
        self.code = code
        self.is_repeatable = is_repeatable
        self.retry_after = retry_after


class PartnerApi:
    """Safe for concurrent use. Create one for your program."""

    def __init__(self, sandbox_client):
        self._address = _setting("ADDRESS", "http://127.0.0.1:5080").rstrip("/") + "/"
        self._client = _setting("CLIENT", sandbox_client)
        # The id of your organization in its agreement, which receipts name.
        self.partner = _setting("PARTNER", self._client)
        self._timeout = float(_setting("TIMEOUT_SECONDS", "15"))
        self._repeat_for = float(_setting("REPEAT_SECONDS", "60"))
        self._renewal = threading.Lock()
        self._token = None
        self._renew_at = 0.0

    def execute(self, query, variables):
        """Executes an operation. It may be sent several times, so a mutation must have an
        idempotency key, or need none."""
        end = time.monotonic() + self._repeat_for
        is_renewed = False
        attempt = 0
        while True:
            attempt += 1
            token = None
            try:
                token = self._access_token()
                headers = {
                    "Authorization": f"Bearer {token}",
                    "Accept": "application/graphql-response+json",
                }
                body = {"query": query, "variables": variables}
                return self._send("POST", "graphql", "data", headers=headers, json=body)["data"]
            except PartnerApiError as error:
                if error.code == "UNAUTHENTICATED" and not is_renewed:
                    is_renewed = True
                    self._drop(token)
                    continue
                # The random part keeps clients that failed together from coming back together.
                wait = error.retry_after + random.uniform(0, min(8, 0.5 * 2**attempt))
                is_last = attempt == MOST_ATTEMPTS or time.monotonic() + wait > end
                if is_last or not error.is_repeatable:
                    raise
                time.sleep(wait)

    def read(self, path, member):
        """Reads a public address, such as that of the keys of receipts: an object with this
        member."""
        return self._send("GET", path, member)

    def issuer(self):
        """The name of the gateway: the audience of assertions, and the issuer of receipts."""
        return self.read(".well-known/openid-configuration", "issuer")["issuer"]

    def _access_token(self):
        # One thread requests a token, and the others wait for it.
        with self._renewal:
            if self._token is None or time.monotonic() >= self._renew_at:
                form = {"grant_type": "client_credentials", **self._credentials()}
                if scope := _setting("SCOPE", ""):
                    form["scope"] = scope
                answer = self._send("POST", "connect/token", "access_token", data=form)
                self._token = answer["access_token"]
                self._renew_at = time.monotonic() + answer["expires_in"] - TOKEN_MARGIN_SECONDS
            return self._token

    def _drop(self, token):
        with self._renewal:
            if self._token == token:
                self._token = None

    def _credentials(self):
        key_file, secret = _setting("KEY_FILE", ""), _setting("SECRET", "")
        if not key_file and not secret:
            remedy = "set PARTNER_API_SECRET or PARTNER_API_KEY_FILE"
            raise PartnerApiError("NO_CREDENTIALS", remedy, is_repeatable=False)
        if not key_file:
            return {"client_id": self._client, "client_secret": secret}

        # private_key_jwt (RFC 7523): an assertion for each request, signed with ES256.
        now = int(time.time())
        claims = {
            "iss": self._client, "sub": self._client, "aud": self.issuer(),
            "iat": now, "exp": now + 60, "jti": str(uuid.uuid4()),
        }
        header = {"typ": "client-authentication+jwt"}
        with open(key_file, encoding="ascii") as file:
            assertion = jwt.encode(claims, file.read(), algorithm="ES256", headers=header)
        return {
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": assertion,
        }

    def _send(self, method, path, member, **request):
        address = self._address + path
        try:
            response = requests.request(method, address, timeout=self._timeout, **request)
        except requests.RequestException as error:
            raise PartnerApiError("NO_RESPONSE", str(error), is_repeatable=True) from error
        answer = _parsed(response)
        fault = next(iter(answer.get("errors", [])), {})
        is_page = response.ok and not fault
        if is_page and answer.get(member):
            return answer
        status, headers = response.status_code, response.headers
        code = fault.get("extensions", {}).get("code") or answer.get("error") or f"HTTP_{status}"
        reason = fault.get("message") or answer.get("error_description")
        reason = reason or "no answer of the gateway"
        message = f"{reason} (request {headers.get('X-Request-Id')})"
        is_repeatable = is_page or status in (408, 429) or status >= 500
        is_repeatable = is_repeatable or code in ("UNAVAILABLE", "QUOTA_EXCEEDED")
        seconds = headers.get("Retry-After", "")
        retry_after = int(seconds) if seconds.isdigit() else 0
        raise PartnerApiError(code, message, is_repeatable, retry_after)


def _parsed(response):
    """A proxy in front of the gateway may answer with a page, also with status 200."""
    try:
        answer = response.json()
    except requests.JSONDecodeError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _setting(name, sandbox):
    return os.environ.get("PARTNER_API_" + name, sandbox)
