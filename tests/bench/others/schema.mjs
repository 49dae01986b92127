// What the three servers answer: the part of the gateway's schema for banks that is measured.

import { requires } from './callers.mjs';

export const typeDefs = /* GraphQL */ `
  scalar CardNumber
  scalar Date

  enum Purpose {
    ACCOUNT_OPENING
    MEMBERSHIP
    LIBRARY_REGISTRATION
  }

  type Card {
    valid: Boolean!
    expiresOn: Date
  }

  type Query {
    card(number: CardNumber!, purpose: Purpose!): Card
    cards(numbers: [CardNumber!]!, purpose: Purpose!): [Card]
  }
`;

/** Resolvers over what `openCards` returns; the context holds the caller's `scopes`. */
export function resolversOver({ look, lookAll }) {
  return {
    Query: {
      card: requires('card:validity', (_, { number }) => look(number)),
      cards: requires('card:validity', (_, { numbers }) => lookAll(numbers)),
    },
    Card: {
      expiresOn: requires('card:expiry', (card) => card.expiresOn),
    },
  };
}
