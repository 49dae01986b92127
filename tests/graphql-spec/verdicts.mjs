// The gateway and graphql-js give each document the same verdict: a syntax error, invalid, or valid.

import { GraphQLError, parse, specifiedRules, validate } from 'graphql';
import { CLIENTS, Gateway, committedSchema } from './audiences.mjs';
import { DocumentMaker, text } from './documents.mjs';
import { mutate } from './mutations.mjs';
import { Random } from './random.mjs';

const DOCUMENTS = Number(process.env.PARTNER_API_SPEC_DOCUMENTS ?? 1_000);
const SEED = 0x20250903;
const CONCURRENCY = 16;
const MAX_SHOWN = 12;

/** The name of no operation, so that valid documents are validated and not executed. */
const NO_OPERATION = 'none of these';

// The gateway has its own limit in place of this rule. tests/run.sh raises it.
const RULES = [...specifiedRules.filter((rule) => rule.name !== 'MaxIntrospectionDepthRule'), KnownOperationTypes];

/** Specification, September 2025, section 5.2.1.1. graphql-js checks it from version 17. */
function KnownOperationTypes(context) {
  return {
    OperationDefinition(node) {
      if (!context.getSchema().getRootType(node.operation)) context.reportError(new GraphQLError('no such operation type', { nodes: node }));
    },
  };
}

/** One check for each audience. */
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
      const answer = await gateway.send({ query: documents[index], operationName: NO_OPERATION });
      const actual = verdict(answer);
      counts[expected.verdict] = (counts[expected.verdict] ?? 0) + 1;
      if (actual !== expected.verdict) {
        faults.push(`document ${index}: expected ${expected.verdict} (${expected.why}), got ${actual} ${JSON.stringify(answer.errors)}\n${JSON.stringify(documents[index])}`);
      }
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  for (const kind of ['parse', 'invalid', 'valid']) {
    if (!(counts[kind] > DOCUMENTS / 50)) faults.push(`only ${counts[kind] ?? 0} documents have the verdict '${kind}'`);
  }

  return faults.length > MAX_SHOWN ? [...faults.slice(0, MAX_SHOWN), `and ${faults.length - MAX_SHOWN} more`] : faults;
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
