// Documents get the same verdict from the gateway and from graphql-js: no GraphQL, not valid, or valid.

import { GraphQLError, parse, specifiedRules, validate } from 'graphql';
import { CLIENTS, Gateway, committedSchema } from './audiences.mjs';
import { DocumentMaker, text } from './documents.mjs';
import { mutate } from './mutations.mjs';
import { Random } from './random.mjs';

const DOCUMENTS = 5_000;
const SEED = 0x20250903;
const AT_ONCE = 16;
const SHOWN = 12;

/** Names no operation, so that a valid document is prepared and nothing is executed. */
const NO_OPERATION = 'none of these';

// The gateway has a limit of its own for what this rule looks at; the run raises it.
const RULES = [...specifiedRules.filter((rule) => rule.name !== 'MaxIntrospectionDepthRule'), KnownOperationTypes];

/** Spec section 5.2.1.1 (September 2025), which graphql-js checks from version 17 on, and not in 16. */
function KnownOperationTypes(context) {
  return {
    OperationDefinition(node) {
      if (!context.getSchema().getRootType(node.operation)) context.reportError(new GraphQLError('no such operation type', { nodes: node }));
    },
  };
}

/** A check for each audience. */
export function verdictChecks(base) {
  return Object.keys(CLIENTS).map((audience) => ({ name: `${DOCUMENTS} documents of the audience ${audience}`, run: () => compare(base, audience) }));
}

async function compare(base, audience) {
  const schema = committedSchema(audience);
  const gateway = await Gateway.as(base, CLIENTS[audience]);
  const documents = Array.from({ length: DOCUMENTS }, (_, index) => make(schema, index));
  const faults = [];
  const counts = {};
  let next = 0;
  const work = async () => {
    while (next < documents.length) {
      const index = next++;
      const expected = expectedVerdict(schema, documents[index]);
      const answer = await gateway.ask({ query: documents[index], operationName: NO_OPERATION });
      const got = verdict(answer);
      counts[expected.verdict] = (counts[expected.verdict] ?? 0) + 1;
      if (got !== expected.verdict) {
        faults.push(`document ${index}: expected ${expected.verdict} (${expected.why}), got ${got} ${JSON.stringify(answer.errors)}\n${JSON.stringify(documents[index])}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  for (const kind of ['parse', 'invalid', 'valid']) {
    if (!(counts[kind] > DOCUMENTS / 50)) faults.push(`only ${counts[kind] ?? 0} documents are of the kind '${kind}'`);
  }

  return faults.length > SHOWN ? [...faults.slice(0, SHOWN), `and ${faults.length - SHOWN} more`] : faults;
}

function make(schema, index) {
  const random = new Random(SEED + index);
  const document = new DocumentMaker(schema, random).make();
  return index % 5 < 2 ? text(document) : mutate(document, random);
}

function expectedVerdict(schema, document) {
  let tree;
  try {
    tree = parse(document);
  } catch (error) {
    if (error instanceof GraphQLError) return { verdict: 'parse', why: error.message };
    throw error;
  }

  const errors = validate(schema, tree, RULES);
  return errors.length > 0 ? { verdict: 'invalid', why: errors[0].message } : { verdict: 'valid', why: '' };
}

function verdict({ errors }) {
  const [{ message, extensions }] = errors ?? [{ message: '', extensions: {} }];
  if (extensions.code === 'GRAPHQL_PARSE_FAILED') return 'parse';
  if (extensions.code !== 'GRAPHQL_VALIDATION_FAILED') return `neither (${extensions.code})`;
  return message.includes("'operationName'") ? 'valid' : 'invalid';
}
