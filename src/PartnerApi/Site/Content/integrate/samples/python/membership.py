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
  card(number: $number, purpose: $purpose) { eligibility(benefit: $benefit) { eligible } }
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
    variables = {"number": number, "purpose": PURPOSE, "benefit": BENEFIT}
    is_eligible = api.execute(CHECK, variables)["card"]["eligibility"]["eligible"]
    return f"The holder may {'' if is_eligible else 'not '}have the membership."


def redeem(number, idempotency_key):
    # Store the key, a new one for each attempt to grant, before you send it. Then you can repeat
    # the request even after a restart.
    redemption_input = {
        "card": number, "purpose": PURPOSE, "benefit": BENEFIT,
        "idempotencyKey": idempotency_key,
    }
    result = api.execute(REDEEM, {"input": redemption_input})["redeemBenefit"]
    if not result["redeemed"]:
        return f"Not redeemed: {result['reason']}"

    # Store the id, to reverse the redemption, and the subject, to check the member at night.
    redemption = result["redemption"]
    return (
        f"Redeemed: {redemption['id']} for the subject {redemption['subject']}"
        f" until {redemption['validUntil']}"
    )


def reverse(redemption_id):
    reversal_input = {"redemption": redemption_id, "reason": "ENTERED_BY_MISTAKE"}
    result = api.execute(REVERSE, {"input": reversal_input})["reverseRedemption"]
    return f"Reversed: {result['redemption']['id']} at {result['redemption']['reversedAt']}"


try:
    match sys.argv[1:]:
        case ["check", number]:
            print(check(number))
        case ["redeem", number, key]:
            print(redeem(number, key))
        case ["reverse", redemption]:
            print(reverse(redemption))
        case _:
            actions = "check CARD | redeem CARD KEY | reverse REDEMPTION"
            print(f"usage: python3 membership.py {actions}", file=sys.stderr)
            sys.exit(2)
except PartnerApiError as error:
    sys.exit(str(error))
