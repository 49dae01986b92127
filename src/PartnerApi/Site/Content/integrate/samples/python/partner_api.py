"""A client of the gateway. It keeps the access token, limits the time of each request, and repeats a request that may be repeated."""

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
    """The code is that of the first GraphQL error, an OAuth error, or NO_RESPONSE."""

    def __init__(self, code, message, is_repeatable, retry_after=0):
        super().__init__(f"{code}: {message}")
        self.code = code
        self.is_repeatable = is_repeatable
        self.retry_after = retry_after


class PartnerApi:
    """Safe for concurrent use. Create one for your program."""

    def __init__(self, sandbox_client):
        # With a slash at its end, the address is also the name of the issuer.
        self._address = os.environ.get("PARTNER_API_ADDRESS", "http://127.0.0.1:5080").rstrip("/") + "/"
        self._client = os.environ.get("PARTNER_API_CLIENT", sandbox_client)
        self._timeout = float(os.environ.get("PARTNER_API_TIMEOUT_SECONDS", "15"))
        self._repeat_for = float(os.environ.get("PARTNER_API_REPEAT_SECONDS", "60"))
        self._renewal = threading.Lock()
        self._token = None
        self._renew_at = 0.0

    def execute(self, query, variables):
        """Executes an operation. It may be sent several times, so a mutation must have an idempotency key, or need none."""
        end = time.monotonic() + self._repeat_for
        is_renewed = False
        attempt = 0
        while True:
            attempt += 1
            token = None
            try:
                token = self._access_token()
                headers = {"Authorization": f"Bearer {token}", "Accept": "application/graphql-response+json"}
                return self._send("POST", "graphql", headers=headers, json={"query": query, "variables": variables})["data"]
            except PartnerApiError as error:
                if error.code == "UNAUTHENTICATED" and not is_renewed:
                    is_renewed = True
                    self._drop(token)
                    continue
                # The random part keeps clients that failed together from coming back together.
                wait = error.retry_after + random.uniform(0, min(8, 0.5 * 2**attempt))
                if not error.is_repeatable or attempt == MOST_ATTEMPTS or time.monotonic() + wait > end:
                    raise
                time.sleep(wait)

    def read(self, path):
        """Reads a public address, such as that of the keys of receipts."""
        return self._send("GET", path)

    def _access_token(self):
        # One thread requests a token, and the others wait for it.
        with self._renewal:
            if self._token is None or time.monotonic() >= self._renew_at:
                answer = self._send("POST", "connect/token", data={"grant_type": "client_credentials", **self._credentials()})
                self._token = answer["access_token"]
                self._renew_at = time.monotonic() + answer["expires_in"] - TOKEN_MARGIN_SECONDS
            return self._token

    def _drop(self, token):
        with self._renewal:
            if self._token == token:
                self._token = None

    def _credentials(self):
        key_file = os.environ.get("PARTNER_API_KEY_FILE")
        if not key_file:
            return {"client_id": self._client, "client_secret": os.environ.get("PARTNER_API_SECRET", "")}

        # private_key_jwt (RFC 7523): an assertion for each request, signed with ES256.
        now = int(time.time())
        claims = {"iss": self._client, "sub": self._client, "aud": self._address, "iat": now, "exp": now + 60, "jti": str(uuid.uuid4())}
        with open(key_file, encoding="ascii") as file:
            assertion = jwt.encode(claims, file.read(), algorithm="ES256", headers={"typ": "client-authentication+jwt"})
        return {"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "client_assertion": assertion}

    def _send(self, method, path, **request):
        try:
            response = requests.request(method, self._address + path, timeout=self._timeout, **request)
        except requests.RequestException as error:
            raise PartnerApiError("NO_RESPONSE", str(error), is_repeatable=True) from error
        answer = _parsed(response)
        fault = next(iter(answer.get("errors", [])), {})
        if response.ok and not fault:
            return answer
        code = fault.get("extensions", {}).get("code") or answer.get("error") or f"HTTP_{response.status_code}"
        message = f"{fault.get('message') or answer.get('error_description')} (request {response.headers.get('X-Request-Id')})"
        is_repeatable = response.status_code >= 500 or response.status_code in (408, 429) or code in ("UNAVAILABLE", "QUOTA_EXCEEDED")
        retry_after = response.headers.get("Retry-After", "")
        raise PartnerApiError(code, message, is_repeatable, int(retry_after) if retry_after.isdigit() else 0)


def _parsed(response):
    """A proxy in front of the gateway may answer with a page instead of JSON."""
    try:
        return response.json()
    except requests.JSONDecodeError:
        return {}
