import type { AttributeDefinition, AttributeType } from '../../schema/attribute.ts';
import { compileSchema, type Schema } from '../../schema/schema.ts';

/** Schema URN of a schema definition (RFC 7643 §7). */
export const schemaUrn = 'urn:ietf:params:scim:schemas:core:2.0:Schema';
/** Schema URN of a resource type (RFC 7643 §6). */
export const resourceTypeUrn = 'urn:ietf:params:scim:schemas:core:2.0:ResourceType';
/** Schema URN of the service provider configuration (RFC 7643 §5). */
export const serviceProviderConfigUrn = 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig';

const supported = field('supported', 'boolean', 'Whether the feature is supported.', { required: true });

const attributeFields: readonly AttributeDefinition[] = [
  field('name', 'string', 'The name of the attribute.', { required: true, caseExact: true }),
  field('type', 'string', 'The data type of the attribute.', {
    required: true,
    canonicalValues: ['string', 'complex', 'boolean', 'decimal', 'integer', 'dateTime', 'reference', 'binary'],
  }),
  field('multiValued', 'boolean', 'Whether the attribute can have several values.', { required: true }),
  field('description', 'string', 'What the attribute means.', { caseExact: true }),
  field('required', 'boolean', 'Whether a resource must have the attribute.'),
  field('canonicalValues', 'string', 'Suggested values.', { multiValued: true, caseExact: true }),
  field('caseExact', 'boolean', 'Whether values compare by case.'),
  field('mutability', 'string', 'When the attribute can be written.', {
    caseExact: true,
    canonicalValues: ['readOnly', 'readWrite', 'immutable', 'writeOnly'],
  }),
  field('returned', 'string', 'When the attribute is part of a response.', {
    caseExact: true,
    canonicalValues: ['always', 'never', 'default', 'request'],
  }),
  field('uniqueness', 'string', 'Among which resources a value is unique.', {
    caseExact: true,
    canonicalValues: ['none', 'server', 'global'],
  }),
  field('referenceTypes', 'string', 'What a reference may point at.', { multiValued: true, caseExact: true }),
];

/** The schemas of the discovery endpoints themselves (RFC 7643 §8.7.2), with `pagination` of RFC 9865 §4. */
export const discoverySchemas: readonly Schema[] = [
  compileSchema({
    id: serviceProviderConfigUrn,
    name: 'Service Provider Configuration',
    description: 'What this service provider can do.',
    attributes: [
      field('documentationUri', 'reference', 'Where the documentation is.', { referenceTypes: ['external'] }),
      group('patch', 'PATCH.', [supported]),
      group('bulk', 'Bulk operations.', [
        supported,
        field('maxOperations', 'integer', 'Operations in one request, at most.', { required: true }),
        field('maxPayloadSize', 'integer', 'Bytes in one request, at most.', { required: true }),
      ]),
      group('filter', 'Filters.', [
        supported,
        field('maxResults', 'integer', 'Resources in one response, at most.', { required: true }),
      ]),
      group('changePassword', 'Change of passwords.', [supported]),
      group('sort', 'Sorting.', [supported]),
      group('etag', 'Entity tags.', [supported]),
      group(
        'pagination',
        'How lists are paged.',
        [
          field('cursor', 'boolean', 'Whether lists are paged by cursor.', { required: true }),
          field('index', 'boolean', 'Whether lists are paged by index.', { required: true }),
          field('defaultPaginationMethod', 'string', 'How lists are paged when a request does not say.'),
          field('defaultPageSize', 'integer', 'Resources on a page when a request does not say.'),
          field('maxPageSize', 'integer', 'Resources on a page, at most.'),
          field('cursorTimeout', 'integer', 'Seconds for which a cursor is valid.'),
        ],
        { required: false },
      ),
      group(
        'authenticationSchemes',
        'How clients authenticate.',
        [
          field('type', 'string', 'The scheme.', {
            required: true,
            canonicalValues: ['oauth', 'oauth2', 'oauthbearertoken', 'httpbasic', 'httpdigest'],
          }),
          field('name', 'string', 'The name of the scheme.', { required: true }),
          field('description', 'string', 'A description of the scheme.', { required: true }),
          field('specUri', 'reference', 'Where the scheme is specified.', { referenceTypes: ['external'] }),
          field('documentationUri', 'reference', 'Where its use is documented.', { referenceTypes: ['external'] }),
          field('primary', 'boolean', 'Whether this is the preferred scheme.'),
        ],
        { multiValued: true },
      ),
    ],
  }),
  compileSchema({
    id: resourceTypeUrn,
    name: 'ResourceType',
    description: 'A type of resources and where they are.',
    attributes: [
      field('name', 'string', 'The name of the resource type.', { required: true }),
      field('description', 'string', 'What the resources are.'),
      field('endpoint', 'reference', 'Where the resources are, below the base URL.', {
        required: true,
        referenceTypes: ['uri'],
      }),
      field('schema', 'reference', 'The core schema.', { required: true, referenceTypes: ['uri'] }),
      group(
        'schemaExtensions',
        'Schemas that extend the core schema.',
        [
          field('schema', 'reference', 'The extension.', { required: true, referenceTypes: ['uri'] }),
          field('required', 'boolean', 'Whether every resource must have it.', { required: true }),
        ],
        { required: false, multiValued: true },
      ),
    ],
  }),
  compileSchema({
    id: schemaUrn,
    name: 'Schema',
    description: 'The attributes of a schema.',
    attributes: [
      field('name', 'string', 'The name of the schema.', { required: true }),
      field('description', 'string', 'What the schema is for.'),
      group(
        'attributes',
        'The attributes.',
        [
          ...attributeFields,
          group('subAttributes', 'The attributes of a complex attribute.', attributeFields, {
            required: false,
            multiValued: true,
          }),
        ],
        { multiValued: true },
      ),
    ],
  }),
];

type Characteristics = Pick<
  AttributeDefinition,
  'required' | 'multiValued' | 'caseExact' | 'canonicalValues' | 'referenceTypes'
>;

function field(
  name: string,
  type: AttributeType,
  description: string,
  characteristics: Characteristics = {},
): AttributeDefinition {
  return { name, type, description, mutability: 'readOnly', ...characteristics };
}

function group(
  name: string,
  description: string,
  subAttributes: readonly AttributeDefinition[],
  characteristics: Characteristics = {},
): AttributeDefinition {
  return { ...field(name, 'complex', description, { required: true, ...characteristics }), subAttributes };
}
