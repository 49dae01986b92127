"""Verifies a card while a customer opens an account, and keeps evidence of the check.

python3 verify.py "0000 0000 0000 0195" application-4711
"""

import json
import sys
from pathlib import Path

import jwt

from partner_api import PartnerApi, PartnerApiError

VERIFY = """
query($number: CardNumber!, $purpose: Purpose!, $nonce: String!) {
  card(number: $number, purpose: $purpose) { valid subject receipt(nonce: $nonce) { jws } }
}
"""
PURPOSE = "ACCOUNT_OPENING"


def receipt_claims(jws, keys):
    """Verifies the signature of a receipt, a compact JWS, and returns its claims."""
    header = jwt.get_unverified_header(jws)
    jwk = next((key for key in keys if key["kid"] == header.get("kid")), None)
    if header.get("typ") != "card-receipt+jwt" or jwk is None:
        raise jwt.InvalidTokenError("This is no receipt of the gateway.")
    key = jwt.PyJWK.from_dict(jwk).key
    return jwt.decode(jws, key, algorithms=["ES256"], options={"verify_aud": False})


def main(number, nonce):
    api = PartnerApi("harbor-bank")
    card = api.execute(VERIFY, {"number": number, "purpose": PURPOSE, "nonce": nonce})["card"]
    receipt = card["receipt"]["jws"]
    key_set = api.read("disclosures/keys", "keys")
    claims = receipt_claims(receipt, key_set["keys"])

    # A genuine receipt can still be that of another partner, purpose, or case.
    expected = {
        "iss": api.issuer(), "aud": api.partner, "purpose": PURPOSE,
        "nonce": nonce, "valid": card["valid"], "sub": card["subject"],
    }
    for name, value in expected.items():
        if claims.get(name) != value:
            raise jwt.InvalidTokenError(f"The receipt has another {name}.")

    # Keep both files with the application. Anyone can verify them later, without the gateway.
    Path("receipt.jws").write_text(receipt, encoding="ascii")
    Path("keys.json").write_text(json.dumps(key_set), encoding="ascii")
    if card["valid"]:
        print(f"The card is valid. Subject: {card['subject']}")
    else:
        print("The card is not valid.")
    print("Stored the receipt and its keys: receipt.jws, keys.json")


if len(sys.argv) != 3:
    print("usage: python3 verify.py CARD-NUMBER CASE-NUMBER", file=sys.stderr)
    sys.exit(2)
try:
    main(*sys.argv[1:])
except PartnerApiError as error:
    # An error is not an answer: never treat it as a card that is not valid.
    if error.code == "CARD_NUMBER_MALFORMED":
        sys.exit("The number contains a typing error. Read it again.")
    sys.exit(str(error))
