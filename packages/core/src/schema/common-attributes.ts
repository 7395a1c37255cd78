import { type Attribute, compileAttributes } from './attribute.ts';

/** The attributes every resource has (RFC 7643 §3.1), and `schemas` (§3). They are not part of any published schema. */
export const commonAttributes: ReadonlyMap<string, Attribute> = compileAttributes([
  {
    name: 'schemas',
    type: 'reference',
    multiValued: true,
    required: true,
    returned: 'always',
    referenceTypes: ['uri'],
  },
  {
    name: 'id',
    required: true,
    caseExact: true,
    mutability: 'readOnly',
    returned: 'always',
    uniqueness: 'server',
  },
  { name: 'externalId', caseExact: true },
  {
    name: 'meta',
    type: 'complex',
    mutability: 'readOnly',
    subAttributes: [
      { name: 'resourceType', caseExact: true, mutability: 'readOnly' },
      { name: 'created', type: 'dateTime', mutability: 'readOnly' },
      { name: 'lastModified', type: 'dateTime', mutability: 'readOnly' },
      { name: 'location', type: 'reference', referenceTypes: ['uri'], mutability: 'readOnly' },
      { name: 'version', caseExact: true, mutability: 'readOnly' },
    ],
  },
]);
