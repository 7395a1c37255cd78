import type { ResourceType } from '../schema/resource-type.ts';
import type { Filter } from './filter.ts';
import { comparedPlace, type Place, placesOfElement, placesOfResource, type ResolvePlace } from './resolve-place.ts';

/**
 * The attributes that a filter looks at, as canonical paths without repetition: `emails co "@example.com"` looks at
 * `emails.value`, `emails[type eq "work"]` at `emails.type`. What the resource type does not have is left out.
 *
 * @example
 * filterPaths(parseFilter('urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "Finance"'), userResourceType);
 */
export function filterPaths(filter: Filter, resourceType: ResourceType): readonly string[] {
  return [...new Set(placesIn(filter, placesOfResource(resourceType)).map(({ path }) => path))];
}

function* placesIn(filter: Filter, resolve: ResolvePlace): Generator<Place> {
  switch (filter.kind) {
    case 'and':
    case 'or':
      for (const operand of filter.operands) yield* placesIn(operand, resolve);
      return;
    case 'not':
      yield* placesIn(filter.operand, resolve);
      return;
    default: {
      const place = resolve(filter.path);
      if (place === undefined) return;
      if (filter.kind === 'present') yield place;
      else if (filter.kind === 'comparison') yield comparedPlace(place);
      else if (place.attribute !== undefined)
        yield* placesIn(filter.filter, placesOfElement(place.attribute, place.path));
    }
  }
}
