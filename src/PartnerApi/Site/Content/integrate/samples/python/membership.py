"""Checks a card, grants a membership, and reverses one that was granted by mistake.

python3 membership.py check "0000 0000 0000 0195"
python3 membership.py redeem "0000 0000 0000 0195" visit-4711
python3 membership.py reverse REDEMPTION
"""

import os
import sys

from partner_api import PartnerApi, PartnerApiError

BENEFIT = os.environ.get("PARTNER_API_BENEFIT", "river-museum-membership")
PURPOSE = os.environ.get("PARTNER_API_PURPOSE", "MEMBERSHIP")

CHECK = """
query($number: CardNumber!, $purpose: Purpose!, $benefit: ID!) {
  card(number: $number, purpose: $purpose) { valid eligibility(benefit: $benefit) { eligible } }
}
"""
REDEEM = """
mutation($input: RedeemBenefitInput!) {
  redeemBenefit(input: $input) { redeemed reason redemption { id subject validUntil } }
}
"""
REVERSE = """
mutation($input: ReverseRedemptionInput!) {
  reverseRedemption(input: $input) { redemption { id reversedAt } }
}
"""

api = PartnerApi("river-museum")


def check(number):
    card = api.execute(CHECK, {"number": number, "purpose": PURPOSE, "benefit": BENEFIT})["card"]
    return "The holder may have the membership." if card["eligibility"]["eligible"] else "The holder may not have the membership."


def redeem(number, idempotency_key):
    # Store the key, such as the number of the visit, before you send it. Then you can repeat the request even after a restart.
    values = {"card": number, "purpose": PURPOSE, "benefit": BENEFIT, "idempotencyKey": idempotency_key}
    result = api.execute(REDEEM, {"input": values})["redeemBenefit"]
    if not result["redeemed"]:
        return f"Not redeemed: {result['reason']}"

    # Store both with the member: the id to reverse the redemption, and the subject to check the member at night.
    redemption = result["redemption"]
    return f"Redeemed: {redemption['id']} for the subject {redemption['subject']} until {redemption['validUntil']}"


def reverse(redemption):
    values = {"redemption": redemption, "reason": "ENTERED_BY_MISTAKE"}
    reversed_one = api.execute(REVERSE, {"input": values})["reverseRedemption"]["redemption"]
    return f"Reversed: {reversed_one['id']} at {reversed_one['reversedAt']}"


try:
    action, *arguments = sys.argv[1:]
    print({"check": check, "redeem": redeem, "reverse": reverse}[action](*arguments))
except PartnerApiError as error:
    sys.exit(str(error))
