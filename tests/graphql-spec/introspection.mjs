// The introspection query of graphql-js works for every audience and returns the committed schema.

import { buildClientSchema, getIntrospectionQuery, introspectionTypes, lexicographicSortSchema, printSchema } from 'graphql';
import { CLIENTS, Gateway, committedSchema } from './audiences.mjs';

const EVERYTHING = {
  descriptions: true,
  specifiedByUrl: true,
  directiveIsRepeatable: true,
  schemaDescription: true,
  inputValueDeprecation: true,
  experimentalDirectiveDeprecation: true,
  oneOf: true,
};

/** Values of a draft that graphql-js already implements. */
const DRAFT = new Set(['DIRECTIVE_DEFINITION']);

/** The checks of each audience. */
export function introspectionChecks(base) {
  return Object.entries(CLIENTS).flatMap(([audience, client]) => [
    { name: `introspection as ${audience} with every option`, run: () => check(base, audience, client, EVERYTHING) },
    { name: `introspection as ${audience} with the defaults`, run: () => check(base, audience, client, {}) },
    { name: `introspection types as ${audience}`, run: () => checkTypes(base, client) },
  ]);
}

async function check(base, audience, client, options) {
  const gateway = await Gateway.as(base, client);
  const { data, errors } = await gateway.send({ query: getIntrospectionQuery(options) });
  if (errors) return [JSON.stringify(errors)];
  if (options !== EVERYTHING) return buildClientSchema(data) ? [] : ['no schema'];
  const seen = printSchema(lexicographicSortSchema(buildClientSchema(data)));
  const committed = printSchema(lexicographicSortSchema(committedSchema(audience)));
  return seen === committed ? [] : differences(seen, committed);
}

/** The introspection types have the same fields, arguments, and values as in graphql-js. */
async function checkTypes(base, client) {
  const gateway = await Gateway.as(base, client);
  const faults = [];
  for (const type of introspectionTypes) {
    const query = `{ __type(name: "${type.name}") { fields(includeDeprecated: true) { name args(includeDeprecated: true) { name } type { kind name ofType { kind name } } }
      enumValues(includeDeprecated: true) { name } } }`;
    const { data, errors } = await gateway.send({ query });
    if (errors) return [JSON.stringify(errors)];
    const shown = (fields) => fields?.map((field) => `${field.name}(${field.args.map((one) => one.name)})`).sort().join(' ');
    const seen = shown(data.__type.fields) ?? data.__type.enumValues.map((value) => value.name).sort().join(' ');
    const standard = type.getFields ? shown(Object.values(type.getFields())) : type.getValues().map((value) => value.name).filter((value) => !DRAFT.has(value)).sort().join(' ');
    if (seen !== standard) faults.push(`${type.name}:\n  ${seen}\n  ${standard}`);
  }

  return faults;
}

function differences(seen, committed) {
  const left = seen.split('\n');
  const right = committed.split('\n');
  const at = left.findIndex((line, index) => line !== right[index]);
  return [`line ${at + 1}: seen '${left[at]}', committed '${right[at]}'`];
}
