// The compared schemas: the committed ones, and the gateway's as each audience's client sees them.

import { readFileSync } from 'node:fs';
import { GraphQLBoolean, GraphQLError, GraphQLNonNull, Kind, buildSchema, introspectionTypes, isScalarType, valueFromASTUntyped } from 'graphql';

/** A client of the sandbox for each audience. */
export const CLIENTS = {
  analyst: 'city-analyst',
  bank: 'harbor-bank',
  library: 'city-library',
  museum: 'river-museum',
  'privacy-officer': 'privacy-officer',
  registrar: 'card-registrar',
};

// GraphQL, September 2025, section 4.2: `includeDeprecated: Boolean! = false`. graphql-js supports it from version 17.
for (const type of introspectionTypes) {
  for (const argument of Object.values(type.getFields?.() ?? {}).flatMap((field) => field.args)) {
    if (argument.name === 'includeDeprecated' && argument.type === GraphQLBoolean) argument.type = new GraphQLNonNull(GraphQLBoolean);
  }
}

/** An audience's committed schema. Its scalars accept the same values as the gateway's, which SDL cannot express. */
export function committedSchema(audience) {
  const schema = buildSchema(readFileSync(new URL(`../../schema/${audience}.graphql`, import.meta.url), 'utf8'));
  for (const type of Object.values(schema.getTypeMap())) {
    if (isScalarType(type) && type.name in ACCEPTS) type.parseLiteral = (node) => literal(type.name, node);
  }

  return schema;
}

const ACCEPTS = {
  CardNumber: () => true,
  Date: (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && isDay(text),
  Month: (text) => /^\d{4}-\d{2}$/.test(text) && isDay(`${text}-01`),
  DateTime: () => false,
};

function literal(name, node) {
  if (node.kind === Kind.STRING && ACCEPTS[name](node.value)) return valueFromASTUntyped(node);
  throw new GraphQLError(`not a ${name}`);
}

function isDay(text) {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) && !text.startsWith('0000');
}

/** Sends requests to the gateway as one of the sandbox's clients. */
export class Gateway {
  #base;
  #token;

  constructor(base, token) {
    this.#base = base;
    this.#token = token;
  }

  static async as(base, client) {
    const response = await fetch(new URL('/connect/token', base), {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: client, client_secret: 'sandbox' }),
    });
    if (!response.ok) throw new Error(`the token request failed: ${response.status} ${await response.text()}`);
    return new Gateway(base, (await response.json()).access_token);
  }

  async send(body) {
    const response = await fetch(new URL('/graphql', this.#base), {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return response.json();
  }
}
