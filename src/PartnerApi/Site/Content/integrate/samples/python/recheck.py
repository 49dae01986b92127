"""Checks at night whether members may keep their membership. The file has the subject of a
member in each line.

python3 recheck.py members.txt [FIRST-LINE]
"""

import os
import sys

from partner_api import PartnerApi, PartnerApiError

BENEFIT = os.environ.get("PARTNER_API_BENEFIT", "river-museum-membership")
MOST_SUBJECTS = 100

RECHECK = """
query($ids: [ID!]!) {
  subjects(ids: $ids) { id valid entitlements { benefit running } }
}
"""


def change(member):
    # A lost card is not confirmed until its replacement arrives: your policy decides.
    if not member["valid"]:
        return "is not confirmed"
    runs = any(
        entitlement["benefit"] == BENEFIT and entitlement["running"]
        for entitlement in member["entitlements"]
    )
    return None if runs else "has ended"


def main(path, first):
    api = PartnerApi("river-museum")
    with open(path, encoding="ascii") as file:
        subjects = file.read().split()
    for start in range(first - 1, len(subjects), MOST_SUBJECTS):
        ids = subjects[start : start + MOST_SUBJECTS]
        try:
            members = api.execute(RECHECK, {"ids": ids})["subjects"]
        except PartnerApiError as error:
            when = f" in {error.retry_after} seconds" if error.retry_after else ""
            sys.exit(f"{error}\nContinue with line {start + 1}{when}.")
        for member in members:
            if text := change(member):
                print(f"{member['id']} {text}")
    print(f"Checked {len(subjects)} members.", file=sys.stderr)


first_line = sys.argv[2] if len(sys.argv) == 3 else "1"
if len(sys.argv) not in (2, 3) or not first_line.isdecimal() or int(first_line) < 1:
    print("usage: python3 recheck.py FILE [FIRST-LINE]", file=sys.stderr)
    sys.exit(2)
try:
    main(sys.argv[1], int(first_line))
except FileNotFoundError as error:
    print(f"There is no file {error.filename}.", file=sys.stderr)
    sys.exit(2)
