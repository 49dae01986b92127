// Changes the tree or the text of valid documents, so that most become invalid.

import { Kind, parse, print, visit } from 'graphql';

const name = (value) => ({ kind: Kind.NAME, value });
const VALUES = ['null', '1', '-1', '1.5', '"text"', 'true', 'MEMBERSHIP', 'TEXT', '[]', '[1]', '["0000000000000195"]', '{}', '{a: 1}', '$v0', '$none', '[$v0]',
  '2147483648', '"2026-03"', '"2026-03-31"', '"2026-02-30"', '""', '[null]', '[[]]'];
const TYPES = ['Int', 'Int!', 'String', 'String!', 'ID!', '[ID!]!', 'Boolean!', 'CardNumber', 'CardNumber!', '[CardNumber!]!', '[CardNumber]', '[[CardNumber!]]', 'Date',
  'Purpose!', 'Purpose', 'Query', 'Nothing', '__Type', 'RedeemBenefitInput!', 'Card', 'Float', 'Month!', '[String!]!', 'DateTime'];
const NAMES = ['card', 'cards', 'viewer', 'valid', 'id', 'Card', 'Query', 'nothing', 'purpose', 'number', 'if', 'include', 'skip', 'F0', 'F1', 'v0', 'v1', 'Q', '__typename',
  'deprecated', 'requiresScopes', 'reason', 'scopes', 'Viewer', 'Mutation', 'input', 'first', '__schema', 'name'];
const PIECES = ['{', '}', '(', ')', '[', ']', ':', '!', '$', '@', '...', '|', '&', '=', '"', '"""', '\\', '\\u{1F600}', '\\u{D800}', '\\ud800', '\\u0041', '\\u{}', '#', '\r', '\n',
  ',', '\0', '\uFEFF', '\u202E', '\u{1F600}', 'é', '0', '01', '1.', '1e5', '1e', '-', 'null', 'true', 'on', 'fragment', 'query', 'mutation', 'subscription', '"text" ',
  '"""text"""', ' ', '\t', '.', '..', '?', '1a', '0x1', '{a}', '@skip(if: true)', '@deprecated', '($v: Int)', '\\"', '\u007f', '\u0001'];

const CHANGES = [
  // Replaces a name of any kind by another name of the document or a common one.
  (tree, random) => atOne(tree, random, Kind.NAME, (node, names) => name(random.of(random.chance(50) ? NAMES : names.map((other) => other.value)))),
  (tree, random) => atOne(tree, random, [Kind.ARGUMENT, Kind.OBJECT_FIELD], (node) => ({ ...node, value: value(random.of(VALUES)) })),
  (tree, random) => atOne(tree, random, Kind.VARIABLE_DEFINITION, (node) => ({ ...node, type: type(random.of(TYPES)) })),
  (tree, random) => atOne(tree, random, Kind.VARIABLE_DEFINITION, (node) => ({ ...node, type: loosened(node.type, random) })),
  (tree, random) => atOne(tree, random, Kind.VARIABLE_DEFINITION, (node) => ({
    ...node, defaultValue: random.chance(30) ? undefined : constant(random.of(VALUES)),
  })),
  (tree, random) => atOne(tree, random, [Kind.VARIABLE, Kind.STRING, Kind.INT, Kind.ENUM], () => value(random.of(VALUES))),
  (tree, random) => atOne(tree, random, [Kind.ARGUMENT, Kind.OBJECT_FIELD, Kind.VARIABLE_DEFINITION, Kind.FIELD, Kind.FRAGMENT_SPREAD, Kind.DIRECTIVE], () => null),
  (tree, random) => doubled(tree, random),
  (tree, random) => atOne(tree, random, Kind.FIELD, (node) => ({ ...node, selectionSet: node.selectionSet ? undefined : selections('{ __typename }') })),
  (tree, random) => atOne(tree, random, Kind.FIELD, (node, fields) => ({ ...node, alias: name(random.of(fields).name.value) })),
  (tree, random) => atOne(tree, random, Kind.SELECTION_SET, (node, sets) => random.of(sets)),
  (tree, random) => atOne(tree, random, [Kind.FIELD, Kind.INLINE_FRAGMENT, Kind.FRAGMENT_SPREAD, Kind.OPERATION_DEFINITION, Kind.FRAGMENT_DEFINITION], (node) => ({
    ...node, directives: [...(node.directives ?? []), directive(random)],
  })),
  (tree, random) => atOne(tree, random, Kind.OPERATION_DEFINITION, (node) => ({ ...node, operation: random.of(['query', 'mutation', 'subscription']), name: name('O') })),
  (tree, random) => atOne(tree, random, Kind.FRAGMENT_DEFINITION, (node) => ({
    ...node, typeCondition: { kind: Kind.NAMED_TYPE, name: name(random.of(['Query', 'Card', 'Viewer', 'Purpose', 'Nothing', 'RedeemBenefitInput'])) },
  })),
  (tree, random) => atOne(tree, random, Kind.SELECTION_SET, (node) => ({
    ...node, selections: [...node.selections, ...selections(random.of(['{ ...F0 }', '{ ... on Card { valid } }', '{ ...Nothing }', '{ __typename }', '{ x: __typename x: id }'])).selections],
  })),
];

/** The text of a changed document. */
export function mutate(document, random) {
  // Enum nodes hold literals as text. Parsing the printed text gives the real nodes.
  let tree = parse(print(document));
  for (let times = 1 + random.below(2); times > 0; times--) tree = random.of(CHANGES)(tree, random);
  const text = print(tree);
  return random.chance(25) ? typo(text, random) : text;
}

function typo(text, random) {
  const at = random.below(text.length + 1);
  const length = random.chance(50) ? 0 : random.below(4);
  return text.slice(0, at) + (random.chance(80) ? random.of(PIECES) : '') + text.slice(at + length);
}

/** Replaces a random node of the given kinds. Null removes it. */
function atOne(tree, random, kinds, change) {
  const nodes = [];
  visit(tree, { enter: (node) => void ([kinds].flat().includes(node.kind) && nodes.push(node)) });
  if (nodes.length === 0) return tree;
  const chosen = random.of(nodes);
  return visit(tree, { enter: (node) => (node === chosen ? change(node, nodes) : undefined) });
}

function doubled(tree, random) {
  const lists = [];
  visit(tree, {
    enter(node) {
      for (const key of ['definitions', 'arguments', 'directives', 'selections', 'variableDefinitions', 'fields']) {
        if (node[key]?.length > 0) lists.push([node, key]);
      }
    },
  });
  if (lists.length === 0) return tree;
  const [chosen, key] = random.of(lists);
  const again = random.of(chosen[key]);
  return visit(tree, { leave: (node) => undefined, enter: (node) => (node === chosen ? { ...node, [key]: [...node[key], again] } : undefined) });
}

function directive(random) {
  const texts = ['@include(if: true)', '@skip(if: false)', '@include', '@skip(if: 1)', '@include(if: $v0)', '@nothing', '@deprecated', '@requiresScopes(scopes: [["a"]])',
    '@skip(if: true, if: false)', '@specifiedBy(url: "a")', '@oneOf'];
  return parse(`{ a ${random.of(texts)} }`).definitions[0].selectionSet.selections[0].directives[0];
}

function loosened(node, random) {
  if (random.chance(60)) return node.kind === Kind.NON_NULL_TYPE ? node.type : { kind: Kind.NON_NULL_TYPE, type: node };
  const bare = node.kind === Kind.NON_NULL_TYPE ? node.type : node;
  return bare.kind === Kind.LIST_TYPE ? bare.type : { kind: Kind.LIST_TYPE, type: node };
}

const selections = (text) => parse(text).definitions[0].selectionSet;
const value = (text) => parse(`{ a(b: ${text}) }`).definitions[0].selectionSet.selections[0].arguments[0].value;
const constant = (text) => value(text.includes('$') ? 'null' : text);
const type = (text) => parse(`query ($a: ${text}) { b }`).definitions[0].variableDefinitions[0].type;
