"""Verifies a card while a customer opens an account, and keeps evidence of the check.

python3 verify.py "0000 0000 0000 0195" application-4711
"""

import json
import sys

import jwt

from partner_api import PartnerApi, PartnerApiError

VERIFY = """
query($number: CardNumber!, $nonce: String!) {
  card(number: $number, purpose: ACCOUNT_OPENING) {
    valid expiresOn subject receipt(nonce: $nonce) { jws }
  }
}
"""


def receipt_claims(jws, keys):
    """Verifies the signature of a receipt, a compact JWS, and returns its claims."""
    header = jwt.get_unverified_header(jws)
    jwk = next((key for key in keys if key["kid"] == header.get("kid")), None)
    if header.get("typ") != "card-receipt+jwt" or jwk is None:
        raise jwt.InvalidTokenError("This is no receipt of the gateway.")
    key = jwt.PyJWK.from_dict(jwk).key
    return jwt.decode(jws, key, algorithms=["ES256"], options={"verify_aud": False})


def main(number, case_number):
    api = PartnerApi("harbor-bank")
    card = api.execute(VERIFY, {"number": number, "nonce": case_number})["card"]
    if card["valid"]:
        print(f"Valid until {card['expiresOn']}. Subject: {card['subject']}")
    else:
        print("The card is not valid.")

    # Store the receipt with the application. With the keys, anyone can verify it later,
    # without the gateway.
    receipt = card["receipt"]["jws"]
    print(f"Receipt: {receipt}")
    claims = receipt_claims(receipt, api.read("disclosures/keys")["keys"])
    if claims["nonce"] != case_number or claims["valid"] != card["valid"]:
        raise jwt.InvalidTokenError("The receipt is about another check.")
    print(f"The receipt is genuine: {json.dumps(claims)}")


try:
    main(*sys.argv[1:])
except PartnerApiError as error:
    # An error is not an answer: never treat it as a card that is not valid.
    if error.code == "CARD_NUMBER_MALFORMED":
        sys.exit("The number contains a typing error. Read it again.")
    sys.exit(str(error))
