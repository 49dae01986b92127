// The schema of the three servers: the measured part of the gateway's schema for banks.

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

/** Resolvers for the functions from `openCards`. The context has the caller's `scopes`. */
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
