// Checks a card, grants a membership, and reverses one that was granted by mistake.
//
//   node membership.ts check "0000 0000 0000 0195"
//   node membership.ts redeem "0000 0000 0000 0195" visit-4711
//   node membership.ts reverse REDEMPTION
import { PartnerApi, PartnerApiError } from './partner-api.ts';

const benefit = process.env.PARTNER_API_BENEFIT ?? 'river-museum-membership';
const purpose = process.env.PARTNER_API_PURPOSE ?? 'MEMBERSHIP';

const CHECK = `
  query($number: CardNumber!, $purpose: Purpose!, $benefit: ID!) {
    card(number: $number, purpose: $purpose) { eligibility(benefit: $benefit) { eligible } }
  }`;
const REDEEM = `
  mutation($input: RedeemBenefitInput!) {
    redeemBenefit(input: $input) { redeemed reason redemption { id subject validUntil } }
  }`;
const REVERSE = `
  mutation($input: ReverseRedemptionInput!) {
    reverseRedemption(input: $input) { redemption { id reversedAt } }
  }`;

interface Checked {
  card: { eligibility: { eligible: boolean } };
}
interface Redeemed {
  redeemBenefit:
    | { redeemed: true; redemption: { id: string; subject: string; validUntil: string | null } }
    | { redeemed: false; reason: string };
}
interface Reversed {
  reverseRedemption: { redemption: { id: string; reversedAt: string } };
}

const api = new PartnerApi('river-museum');
const actions: Record<string, (...values: string[]) => Promise<string>> = {
  async check(number) {
    const { card } = await api.execute<Checked>(CHECK, { number, purpose, benefit });
    return `The holder may ${card.eligibility.eligible ? '' : 'not '}have the membership.`;
  },

  // Store the key, a new one for each attempt to grant, before you send it. Then you can repeat
  // the request even after a restart.
  async redeem(card, idempotencyKey) {
    const input = { card, purpose, benefit, idempotencyKey };
    const result = (await api.execute<Redeemed>(REDEEM, { input })).redeemBenefit;
    if (!result.redeemed) return `Not redeemed: ${result.reason}`;

    // Store the id, to reverse the redemption, and the subject, to check the member at night.
    const { id, subject, validUntil } = result.redemption;
    return `Redeemed: ${id} for the subject ${subject} until ${validUntil}`;
  },

  async reverse(redemption) {
    const input = { redemption, reason: 'ENTERED_BY_MISTAKE' };
    const result = (await api.execute<Reversed>(REVERSE, { input })).reverseRedemption;
    return `Reversed: ${result.redemption.id} at ${result.redemption.reversedAt}`;
  },
};

const [name = '', ...values] = process.argv.slice(2);
const action = actions[name];
if (action?.length !== values.length) {
  console.error('usage: node membership.ts check CARD | redeem CARD KEY | reverse REDEMPTION');
  process.exit(2);
}
try {
  console.log(await action(...values));
} catch (error) {
  if (!(error instanceof PartnerApiError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
