import fc from 'fast-check';
import type { ComparisonOperator, Filter, FilterValue } from '../../src/filter/filter.ts';
import type { AttributeType } from '../../src/schema/attribute.ts';
import type { ScimResource } from '../../src/schema/resource.ts';
import { createResourceType, type ResourceType } from '../../src/schema/resource-type.ts';

export const siteUrn = 'urn:example:params:scim:2.0:Site';

/** A resource type with an attribute of every type and shape. */
export const deviceResourceType: ResourceType = createResourceType({
  name: 'Device',
  endpoint: '/Devices',
  schema: {
    id: 'urn:example:params:scim:2.0:Device',
    name: 'Device',
    attributes: [
      { name: 'serial', caseExact: true, uniqueness: 'server' },
      { name: 'label' },
      { name: 'count', type: 'integer' },
      { name: 'weight', type: 'decimal' },
      { name: 'on', type: 'boolean' },
      { name: 'seen', type: 'dateTime' },
      { name: 'key', type: 'binary' },
      { name: 'link', type: 'reference' },
      { name: 'tags', multiValued: true },
      { name: 'ports', type: 'integer', multiValued: true },
      { name: 'secret', returned: 'never' },
      { name: 'owner', type: 'complex', subAttributes: [{ name: 'value' }, { name: 'since', type: 'dateTime' }] },
      { name: 'place', type: 'complex', subAttributes: [{ name: 'room' }, { name: 'floor', type: 'integer' }] },
      {
        name: 'parts',
        type: 'complex',
        multiValued: true,
        subAttributes: [{ name: 'value' }, { name: 'type', caseExact: true }, { name: 'ok', type: 'boolean' }],
      },
      {
        name: 'friends',
        type: 'complex',
        multiValued: true,
        subAttributes: [{ name: 'value' }, { name: '$ref', type: 'reference' }],
      },
    ],
  },
  extensions: [
    {
      schema: {
        id: siteUrn,
        name: 'Site',
        attributes: [
          { name: 'city' },
          { name: 'label' },
          { name: 'boss', type: 'complex', subAttributes: [{ name: 'value' }] },
          { name: 'doors', type: 'complex', multiValued: true, subAttributes: [{ name: 'value' }, { name: 'type' }] },
        ],
      },
    },
  ],
  indexed: [
    'serial',
    'label',
    'tags',
    'parts.value',
    'friends',
    'owner',
    `${siteUrn}:city`,
    `${siteUrn}:doors.value`,
    'count',
  ],
});

/** Few values, so that they often meet: cases, accents, both sigmas, and a letter that grows in lower case. */
const texts = ['a', 'A', 'ab', 'AB', 'é', 'É', 'aς', 'AΣ', 'Σa', 'İ', 'i\u0307', 'i', '', 'work', 'WORK', '5'];
const instants = [
  '2024-01-01T00:00:00Z',
  '2024-01-01T01:00:00+01:00',
  '2024-01-01T00:00:00.000Z',
  '2024-01-01T00:00:00.0001Z',
  '2023-12-31T23:59:59.9Z',
  '2024-06-01T12:00:00-07:00',
];
const literals: Readonly<Record<AttributeType, readonly FilterValue[]>> = {
  string: [...texts, 5],
  reference: texts,
  binary: texts,
  integer: [-1, 0, 1, 5, 1.5],
  decimal: [-1, 0, 1, 5, 1.5],
  boolean: [true, false, 'True', 'false'],
  dateTime: instants,
  complex: [],
};

const equality: readonly ComparisonOperator[] = ['eq', 'ne'];
const order: readonly ComparisonOperator[] = ['gt', 'ge', 'lt', 'le'];
const matching: readonly ComparisonOperator[] = ['co', 'sw', 'ew'];
const operators: Readonly<Record<AttributeType, readonly ComparisonOperator[]>> = {
  string: [...equality, ...order, ...matching],
  reference: [...equality, ...order, ...matching],
  binary: equality,
  integer: [...equality, ...order],
  decimal: [...equality, ...order],
  boolean: equality,
  dateTime: [...equality, ...order],
  complex: [],
};

/** Paths in a resource and the type of what they compare; `complex` where only presence can be asked for. */
const paths: readonly (readonly [string, AttributeType])[] = [
  ['serial', 'string'],
  ['LABEL', 'string'],
  ['count', 'integer'],
  ['weight', 'decimal'],
  ['on', 'boolean'],
  ['seen', 'dateTime'],
  ['key', 'binary'],
  ['link', 'reference'],
  ['tags', 'string'],
  ['ports', 'integer'],
  ['owner', 'string'],
  ['owner.since', 'dateTime'],
  ['place', 'complex'],
  ['place.room', 'string'],
  ['place.floor', 'integer'],
  ['parts', 'string'],
  ['parts.value', 'string'],
  ['parts.type', 'string'],
  ['parts.OK', 'boolean'],
  ['friends', 'string'],
  ['friends.$ref', 'reference'],
  ['city', 'string'],
  [`${siteUrn.toUpperCase()}:label`, 'string'],
  [`${siteUrn}:boss`, 'string'],
  [`${siteUrn}:doors.type`, 'string'],
  [siteUrn, 'complex'],
  ['id', 'string'],
  ['meta.created', 'dateTime'],
];

const elementPaths: Readonly<Record<string, readonly (readonly [string, AttributeType])[]>> = {
  parts: [
    ['value', 'string'],
    ['TYPE', 'string'],
    ['ok', 'boolean'],
  ],
  friends: [['value', 'string']],
  place: [
    ['room', 'string'],
    ['floor', 'integer'],
  ],
  tags: [['value', 'string']],
  [`${siteUrn}:doors`]: [
    ['value', 'string'],
    ['type', 'string'],
  ],
};

function anyCondition(among: readonly (readonly [string, AttributeType])[]): fc.Arbitrary<Filter> {
  return fc.constantFrom(...among).chain(([path, type]) => {
    const present = fc.constant<Filter>({ kind: 'present', path });
    const isNull = fc
      .constantFrom(...equality)
      .map<Filter>((operator) => ({ kind: 'comparison', path, operator, value: null }));
    if (type === 'complex') return fc.oneof(present, isNull);
    const compared = fc
      .tuple(fc.constantFrom(...operators[type]), fc.constantFrom(...literals[type]))
      .map<Filter>(([operator, value]) => ({ kind: 'comparison', path, operator, value }));
    return fc.oneof({ weight: 8, arbitrary: compared }, present, isNull);
  });
}

function anyTree(condition: fc.Arbitrary<Filter>): fc.Arbitrary<Filter> {
  return fc.letrec<{ tree: Filter }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      { weight: 3, arbitrary: condition },
      fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        operands: fc.array(tie('tree'), { minLength: 2, maxLength: 3 }),
      }),
      fc.record({ kind: fc.constant('not' as const), operand: tie('tree') }),
    ),
  })).tree;
}

const anyValuePath = fc
  .constantFrom(...Object.keys(elementPaths))
  .chain((path) =>
    anyTree(anyCondition(elementPaths[path] ?? [])).map<Filter>((filter) => ({ kind: 'valuePath', path, filter })),
  );

/** A filter that is valid for {@link deviceResourceType}. */
export const anyDeviceFilter: fc.Arbitrary<Filter> = anyTree(
  fc.oneof({ weight: 2, arbitrary: anyCondition(paths) }, anyValuePath),
);

/** Mostly of the right type; now and then absent, null, empty or of any other type. */
function mostly(...values: readonly unknown[]): fc.Arbitrary<unknown> {
  const odd = fc.constantFrom(null, undefined, '', [], {}, 7, true, 'a', ['a'], { value: 'a' }, [null], [['a']]);
  return fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...values) }, odd);
}

function listOf(element: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 6, arbitrary: fc.array(element, { maxLength: 3 }) }, element, mostly(null));
}

function sparse(properties: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<ScimResource> {
  return fc.record(properties, { requiredKeys: [], noNullPrototype: false });
}

const text = mostly(...texts);
const element = fc.oneof(
  { weight: 6, arbitrary: sparse({ value: text, type: text, ok: mostly(true, false) }) },
  mostly(null),
);

/** A device as it might be stored, sparse and sometimes malformed. */
export const anyDevice: fc.Arbitrary<ScimResource> = sparse({
  serial: text,
  label: text,
  count: mostly(-1, 0, 1, 1.5),
  weight: mostly(-1, 0, 1, 1.5),
  on: mostly(true, false),
  seen: mostly(...instants),
  key: text,
  link: text,
  tags: listOf(text),
  ports: listOf(mostly(0, 1, 5)),
  owner: fc.oneof(sparse({ value: text, since: mostly(...instants) }), mostly(null)),
  place: fc.oneof(sparse({ room: text, floor: mostly(0, 1) }), mostly(null)),
  parts: listOf(element),
  friends: listOf(fc.oneof(sparse({ value: text, $ref: text }), mostly(null))),
  [siteUrn]: fc.oneof(
    sparse({ city: text, label: text, boss: fc.oneof(sparse({ value: text }), mostly(null)), doors: listOf(element) }),
    mostly(null),
  ),
  id: text,
  meta: fc.oneof(sparse({ created: mostly(...instants) }), mostly(null)),
});
