import type { ResourceType } from '../schema/resource-type.ts';
import { discoveryList, discoveryResource } from './discovery/discovery-list.ts';
import { describeResourceTypes } from './discovery/resource-types.ts';
import { describeSchemas } from './discovery/schemas.ts';
import { serviceProviderConfigOperation } from './discovery/service-provider-config.ts';
import type { EndpointConfig } from './endpoint-config.ts';
import { bulkOperation } from './operations/bulk.ts';
import { createOperation } from './operations/create.ts';
import { deleteOperation } from './operations/delete.ts';
import { listOperation } from './operations/list.ts';
import { findMe } from './operations/me.ts';
import { patchOperation } from './operations/patch.ts';
import { readOperation } from './operations/read.ts';
import { replaceOperation } from './operations/replace.ts';
import { searchOperation } from './operations/search.ts';
import type { Reply } from './reply.ts';
import type { RequestContext } from './request-context.ts';

/** Answers a request, or throws a ScimError. */
type Operation = (context: RequestContext) => Promise<Reply> | Reply;

/** What a path can do, by method. */
export interface Route {
  readonly methods: Readonly<Record<string, Operation>>;
  /** A read although the method is POST. */
  readonly isSearch?: boolean;
  /** Describes the service provider and holds no personal data. */
  readonly isDiscovery?: boolean;
}

/**
 * The route table (RFC 7644 §3.2 table 2): decoded path segments to what can be done there.
 *
 * @returns undefined when there is no such endpoint.
 */
export function findRoute(config: EndpointConfig, segments: readonly string[]): Route | undefined {
  const [first, second, ...more] = segments;
  if (more.length > 0) return undefined;
  if (first === undefined) return { methods: reading((context) => listOperation(context, config.resourceTypes)) };
  if (second === undefined) {
    const route = rootRoute(config, first);
    if (route !== undefined) return route;
  }
  if (first === 'Schemas' || first === 'ResourceTypes') return discoveryRoute(first, second);
  const resourceType = config.resourceTypes.find(({ endpoint }) => endpoint === `/${first}`);
  if (resourceType === undefined) return undefined;
  if (second === undefined) return collectionRoute(resourceType);
  return second === '.search' ? searchRoute([resourceType]) : resourceRoute(resourceType, second);
}

function rootRoute(config: EndpointConfig, name: string): Route | undefined {
  switch (name) {
    case '.search':
      return searchRoute(config.resourceTypes);
    case 'ServiceProviderConfig':
      return { methods: reading(serviceProviderConfigOperation), isDiscovery: true };
    case 'Bulk':
      return { methods: { POST: bulkOperation } };
    case 'Me':
      return { methods: { ...reading(onMe(readOperation)), ...writing(onMe) } };
    default:
      return undefined;
  }
}

function discoveryRoute(name: 'Schemas' | 'ResourceTypes', id: string | undefined): Route {
  const describe = name === 'Schemas' ? describeSchemas : describeResourceTypes;
  const kind = name === 'Schemas' ? 'schema' : 'resource type';
  return {
    isDiscovery: true,
    methods: reading((context) =>
      id === undefined ? discoveryList(context, describe(context)) : discoveryResource(describe(context), id, kind),
    ),
  };
}

function collectionRoute(resourceType: ResourceType): Route {
  return {
    methods: {
      ...reading((context) => listOperation(context, [resourceType])),
      POST: (context) => createOperation(context, resourceType),
    },
  };
}

function searchRoute(resourceTypes: readonly ResourceType[]): Route {
  return { methods: { POST: (context) => searchOperation(context, resourceTypes) }, isSearch: true };
}

function resourceRoute(resourceType: ResourceType, id: string): Route {
  const onResource =
    (operation: ResourceOperation): Operation =>
    (context) =>
      operation(context, resourceType, id);
  return { methods: { ...reading(onResource(readOperation)), ...writing(onResource) } };
}

type ResourceOperation = (context: RequestContext, resourceType: ResourceType, id: string) => Promise<Reply>;

function onMe(operation: ResourceOperation): Operation {
  return async (context) => {
    const { resourceType, id } = await findMe(context);
    return operation(context, resourceType, id);
  };
}

function reading(operation: Operation): Readonly<Record<string, Operation>> {
  return { GET: operation, HEAD: operation };
}

function writing(on: (operation: ResourceOperation) => Operation): Readonly<Record<string, Operation>> {
  return { PUT: on(replaceOperation), PATCH: on(patchOperation), DELETE: on(deleteOperation) };
}
