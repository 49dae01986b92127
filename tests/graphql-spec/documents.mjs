// Generates documents from a schema. Nearly all are valid. graphql-js decides which.

import {
  GraphQLList, GraphQLNonNull, Kind, getNamedType, getNullableType, isEnumType, isInputObjectType, isLeafType, isListType, isNonNullType,
  isRequiredArgument, isRequiredInputField, parseType, print,
} from 'graphql';

const name = (value) => ({ kind: Kind.NAME, value });
const variable = (value) => ({ kind: Kind.VARIABLE, name: name(value) });

/** Valid literals of each scalar, as GraphQL text. */
const LITERALS = {
  String: ['"text"', '""', '"\\u{1F4DA}"', '"\\uD83D\\uDCDA"', '"""block"""', '"a\\n\\u0041"'],
  ID: ['"some-id"', '7', '"7"'],
  Int: ['0', '10', '-3', '2147483647'],
  Boolean: ['true', 'false'],
  Date: ['"2026-03-31"'],
  Month: ['"2026-03"'],
  CardNumber: ['"0000000000000195"', '"no number"'],
};

/** Generates one document, as a syntax tree. */
export class DocumentMaker {
  constructor(schema, random) {
    this.schema = schema;
    this.random = random;
    this.fragments = [];
    this.open = 0;
    this.meta = { schema: '__Schema', type: '__Type' };
  }

  make() {
    const operations = [];
    const count = this.random.chance(12) ? 2 : 1;
    for (let index = 0; index < count; index++) operations.push(this.operation(count > 1 ? `Q${index}` : undefined));
    return { kind: Kind.DOCUMENT, definitions: [...operations, ...this.fragments].sort(() => 0) };
  }

  operation(forcedName) {
    this.variables = new Map();
    const mutation = this.schema.getMutationType();
    const isMutation = mutation && this.random.chance(35);
    this.budget = 14;
    const selectionSet = this.selections(isMutation ? mutation : this.schema.getQueryType(), 0);
    const named = forcedName ?? (this.random.chance(70) ? 'Q' : undefined);
    const mustBeNamed = this.variables.size > 0 || isMutation;
    return {
      kind: Kind.OPERATION_DEFINITION,
      operation: isMutation ? 'mutation' : 'query',
      name: named ? name(named) : mustBeNamed && this.random.chance(50) ? name('R') : undefined,
      variableDefinitions: [...this.variables.values()],
      directives: [],
      selectionSet,
    };
  }

  selections(type, depth) {
    const fields = Object.values(type.getFields());
    const selections = [];
    const wanted = 1 + this.random.below(depth === 0 ? 4 : 3);
    for (let index = 0; index < wanted; index++) {
      if (this.random.chance(6)) selections.push({ kind: Kind.FIELD, name: name('__typename'), alias: this.alias() });
      else if (this.random.chance(10) && depth < 6) selections.push(this.inline(type, depth));
      else if (this.random.chance(10) && depth < 6) selections.push(this.spread(type, depth));
      else if (type === this.schema.getQueryType() && this.random.chance(8)) selections.push(this.introspection(depth));
      else selections.push(this.field(this.random.of(fields), depth));
    }

    return { kind: Kind.SELECTION_SET, selections };
  }

  introspection(depth) {
    const ofType = this.random.chance(50);
    return {
      kind: Kind.FIELD,
      name: name(ofType ? '__type' : '__schema'),
      alias: this.alias(),
      arguments: ofType ? [{ kind: Kind.ARGUMENT, name: name('name'), value: { kind: Kind.STRING, value: 'Query' } }] : [],
      directives: this.directives(),
      selectionSet: this.selections(this.schema.getType(ofType ? '__Type' : '__Schema'), Math.max(depth + 1, 3)),
    };
  }

  field(field, depth) {
    this.budget--;
    const of = getNamedType(field.type);
    const node = {
      kind: Kind.FIELD,
      name: name(field.name),
      alias: this.alias(),
      arguments: this.arguments(field.args),
      directives: this.directives(),
    };
    if (isLeafType(of)) return node;
    if (depth > 6 || this.budget <= 0) {
      return { ...node, selectionSet: { kind: Kind.SELECTION_SET, selections: [{ kind: Kind.FIELD, name: name('__typename') }] } };
    }

    return { ...node, selectionSet: this.selections(of, depth + 1) };
  }

  inline(type, depth) {
    return {
      kind: Kind.INLINE_FRAGMENT,
      typeCondition: this.random.chance(60) ? { kind: Kind.NAMED_TYPE, name: name(type.name) } : undefined,
      directives: this.directives(),
      selectionSet: this.selections(type, depth + 1),
    };
  }

  spread(type, depth) {
    const known = this.fragments.filter((fragment) => fragment.typeCondition.name.value === type.name && fragment.done);
    if (known.length > 0 && this.random.chance(60)) {
      return { kind: Kind.FRAGMENT_SPREAD, name: name(this.random.of(known).name.value), directives: this.directives() };
    }

    if (this.fragments.length >= 4 || this.open >= 3) return { kind: Kind.FIELD, name: name('__typename'), alias: this.alias() };
    const fragment = {
      kind: Kind.FRAGMENT_DEFINITION,
      name: name(`F${this.fragments.length}`),
      typeCondition: { kind: Kind.NAMED_TYPE, name: name(type.name) },
      directives: [],
    };
    this.fragments.push(fragment);
    this.open++;
    fragment.selectionSet = this.selections(type, depth + 1);
    this.open--;
    fragment.done = true;
    return { kind: Kind.FRAGMENT_SPREAD, name: name(fragment.name.value), directives: this.directives() };
  }

  alias() {
    return this.random.chance(25) ? name(`a${this.random.below(40)}`) : undefined;
  }

  directives() {
    if (!this.random.chance(7)) return [];
    const value = this.random.chance(50)
      ? { kind: Kind.BOOLEAN, value: true }
      : this.use(new GraphQLNonNull(this.schema.getType('Boolean')), false);
    return [{
      kind: Kind.DIRECTIVE,
      name: name(this.random.of(['include', 'skip'])),
      arguments: [{ kind: Kind.ARGUMENT, name: name('if'), value }],
    }];
  }

  arguments(declared) {
    return declared
      .filter((argument) => isRequiredArgument(argument) || this.random.chance(50))
      .map((argument) => ({
        kind: Kind.ARGUMENT, name: name(argument.name), value: this.value(argument.type, argument.defaultValue !== undefined),
      }));
  }

  value(type, hasDefault) {
    if (this.random.chance(45)) return this.use(type, hasDefault);
    if (isNonNullType(type)) return this.literal(type.ofType);
    return this.random.chance(8) ? { kind: Kind.NULL } : this.literal(type);
  }

  literal(type) {
    if (isListType(type)) {
      if (this.random.chance(12)) return this.value(type.ofType, false);
      return { kind: Kind.LIST, values: Array.from({ length: this.random.below(4) }, () => this.value(type.ofType, false)) };
    }

    const named = getNullableType(type);
    if (isInputObjectType(named)) {
      const fields = Object.values(named.getFields()).filter((field) => isRequiredInputField(field) || this.random.chance(50));
      return {
        kind: Kind.OBJECT,
        fields: fields.map((field) => ({
          kind: Kind.OBJECT_FIELD, name: name(field.name), value: this.value(field.type, field.defaultValue !== undefined),
        })),
      };
    }

    if (isEnumType(named)) return { kind: Kind.ENUM, value: this.random.of(named.getValues()).name };
    return { kind: Kind.ENUM, value: this.random.of(LITERALS[named.name] ?? ['"?"']) };
  }

  /** A variable for a position, of the position's type, a stricter type, or a nullable type with a default. */
  use(type, hasDefault) {
    const fitting = [...this.variables.values()].filter((definition) => definition.of === String(type));
    if (fitting.length > 0 && this.random.chance(40)) return variable(this.random.of(fitting).variable.name.value);
    const id = `v${this.variables.size}`;
    let of = type;
    let defaultValue;
    if (!isNonNullType(type) && this.random.chance(40)) of = new GraphQLNonNull(type);
    if (isListType(getNullableType(of)) && this.random.chance(30)) {
      const item = getNullableType(of).ofType;
      const strict = new GraphQLList(isNonNullType(item) ? item : new GraphQLNonNull(item));
      of = isNonNullType(of) ? new GraphQLNonNull(strict) : strict;
    }

    if (isNonNullType(type) && this.random.chance(20)) {
      of = type.ofType;
      defaultValue = hasDefault ? undefined : this.constant(type.ofType);
    } else if (this.random.chance(15)) {
      defaultValue = this.constant(of);
    }

    this.variables.set(id, {
      kind: Kind.VARIABLE_DEFINITION, variable: variable(id), type: parseType(String(of)), defaultValue, directives: [], of: String(type),
    });
    return variable(id);
  }

  constant(type) {
    const known = this.random;
    const next = known.chance.bind(known);
    const bare = isNonNullType(type) ? type.ofType : type;
    if (isListType(bare)) return { kind: Kind.LIST, values: [this.constant(bare.ofType)] };
    if (isInputObjectType(bare)) {
      const fields = Object.values(bare.getFields()).filter((field) => isRequiredInputField(field) || next(30));
      return { kind: Kind.OBJECT, fields: fields.map((field) => ({ kind: Kind.OBJECT_FIELD, name: name(field.name), value: this.constant(field.type) })) };
    }

    return this.literal(bare);
  }
}

/** The text of a document. Enum nodes hold literals as text, so that values are written in every spelling. */
export const text = (document) => print(document);
