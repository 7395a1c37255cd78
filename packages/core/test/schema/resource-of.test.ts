import {
  type AttributesOf,
  applyPatch,
  compileFilter,
  createMemoryStore,
  createResourceType,
  createScimEndpoint,
  enterpriseUserUrn,
  fixedToken,
  keepAttributes,
  type ResourceOf,
  type ResourceType,
  readResource,
  replaceResource,
  type SchemaJson,
  type ScimResource,
  type User,
  userResourceType,
} from '@scim-superset/core';
import { EnterpriseUser } from 'scimmy/schemas';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { patchOp } from '../patch/patch-request.ts';

const deskUrn = 'urn:example:desk';
const device = createResourceType({
  name: 'Device',
  endpoint: '/Devices',
  schema: {
    id: 'urn:example:device',
    name: 'Device',
    attributes: [
      { name: 'serial', required: true },
      { name: 'weight', type: 'decimal' },
      { name: 'ports', type: 'integer', required: true, multiValued: false },
      { name: 'rented', type: 'boolean' },
      { name: 'bought', type: 'dateTime' },
      { name: 'tags', multiValued: true },
      {
        name: 'disks',
        type: 'complex',
        multiValued: true,
        subAttributes: [
          { name: 'value', required: true },
          { name: 'primary', type: 'boolean' },
        ],
      },
      { name: 'owner', type: 'complex', subAttributes: [{ name: '$ref', type: 'reference' }] },
    ],
  },
  extensions: [
    { schema: { id: deskUrn, name: 'Desk', attributes: [{ name: 'department' }, { name: 'floor', type: 'integer' }] } },
    { schema: { id: 'urn:example:lease', name: 'Lease', attributes: [{ name: 'until' }] }, required: true },
  ],
});
type Device = typeof device extends ResourceType<infer R> ? R : never;
const laptop = { serial: '7', ports: 4, 'urn:example:lease': { until: '2027' } };

describe('the type of a resource', () => {
  it('has the attributes of a literal definition, optional unless required', () => {
    expectTypeOf<Device['serial']>().toEqualTypeOf<string>();
    expectTypeOf<Device['weight']>().toEqualTypeOf<number | undefined>();
    expectTypeOf<Device['ports']>().toEqualTypeOf<number>();
    expectTypeOf<Device['rented']>().toEqualTypeOf<boolean | undefined>();
    expectTypeOf<Device['bought']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<Device['tags']>().toEqualTypeOf<readonly string[] | undefined>();
    expectTypeOf<NonNullable<Device['disks']>[number]['value']>().toEqualTypeOf<string>();
    expectTypeOf<NonNullable<Device['disks']>[number]['primary']>().toEqualTypeOf<boolean | undefined>();
    expectTypeOf<NonNullable<Device['owner']>['$ref']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<Device['externalId']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<Device['undefinedHere']>().toEqualTypeOf<unknown>();
  });

  it('has extensions under their URNs', () => {
    expectTypeOf<NonNullable<Device[typeof deskUrn]>['department']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<NonNullable<Device[typeof deskUrn]>['floor']>().toEqualTypeOf<number | undefined>();
    expectTypeOf<Device['urn:example:lease']['until']>().toEqualTypeOf<string | undefined>();
    const resource = readResource({ schemas: ['urn:example:device'], ...laptop, [deskUrn]: { floor: 3 } }, device);
    expectTypeOf(resource[deskUrn]?.floor).toEqualTypeOf<number | undefined>();
    expect(resource[deskUrn]?.floor).toBe(3);
    // @ts-expect-error the extension has no such attribute
    expect(resource[deskUrn]?.room).toBeUndefined();
  });

  it('is what functions take and return', () => {
    const request = patchOp({ op: 'add', path: 'tags', value: ['new'] });
    const { resource } = applyPatch(laptop, request, device);
    expect(resource.tags).toEqual(['new']);
    // @ts-expect-error "ports" is a number
    expect(() => applyPatch({ ...laptop, ports: '4' }, request, device)).not.toThrow();
    const replaced = replaceResource<Device>(laptop, { ...resource }, device);
    expectTypeOf(replaced.resource).toEqualTypeOf<Device>();
    expectTypeOf(keepAttributes(device, ['tags'])).toEqualTypeOf<ResourceType<Device>>();
    expect(compileFilter('serial eq "7"', device)(laptop)).toBe(true);
    const store = createMemoryStore();
    createScimEndpoint({ store, authenticate: fixedToken('token'), resourceTypes: [userResourceType, device] });
    expectTypeOf(userResourceType).toExtend<ResourceType>();
    expectTypeOf(device).toExtend<ResourceType>();
  });

  it('is found for definitions that are constants, and can be named', () => {
    const attributes = [{ name: 'size', type: 'integer' }, { name: 'color' }] as const;
    expectTypeOf<AttributesOf<typeof attributes>['size']>().toEqualTypeOf<number | undefined>();
    const definition = {
      name: 'Shirt',
      endpoint: '/Shirts',
      schema: { id: 'urn:example:shirt', name: 'Shirt', attributes },
    } as const;
    expectTypeOf(createResourceType(definition)).toEqualTypeOf<ResourceType<ResourceOf<typeof definition>>>();
    expectTypeOf<ResourceOf<typeof definition>['color']>().toEqualTypeOf<string | undefined>();
  });
});

describe('the type of a resource whose definition is not known at compile time', () => {
  const parsed: SchemaJson = JSON.parse('{"id":"urn:example:shoe","name":"Shoe","attributes":[{"name":"size"}]}');
  const shoe = createResourceType({
    name: 'Shoe',
    endpoint: '/Shoes',
    schema: parsed,
    extensions: [{ schema: parsed2() }],
  });
  type Shoe = typeof shoe extends ResourceType<infer R> ? R : never;

  it('has unknown members', () => {
    expectTypeOf<Shoe['size']>().toEqualTypeOf<unknown>();
    expectTypeOf<Shoe['id']>().toEqualTypeOf<string | undefined>();
    expectTypeOf(shoe).toExtend<ResourceType>();
  });

  it('may be given by hand', () => {
    interface Sock extends ScimResource {
      readonly length: number;
    }
    const sock = createResourceType<Sock>({ name: 'Sock', endpoint: '/Socks', schema: { ...parsed, id: 'urn:sock' } });
    expectTypeOf(sock).toEqualTypeOf<ResourceType<Sock>>();
  });

  it('knows the literal parts beside a scimmy definition', () => {
    const person = createResourceType({
      name: 'Person',
      endpoint: '/People',
      schema: { id: 'urn:example:person', name: 'Person', attributes: [{ name: 'nick', required: true }] },
      extensions: [{ schema: EnterpriseUser.definition }],
    });
    type Person = typeof person extends ResourceType<infer R> ? R : never;
    expectTypeOf<Person['nick']>().toEqualTypeOf<string>();
    expectTypeOf<Person[typeof enterpriseUserUrn]>().toEqualTypeOf<unknown>();
    expectTypeOf<User[typeof enterpriseUserUrn]>().not.toBeUnknown();
    const body = { schemas: ['urn:example:person'], nick: 'x', [enterpriseUserUrn]: { department: 'y' } };
    expect(readResource(body, person).nick).toBe('x');
  });
});

function parsed2(): SchemaJson {
  return { id: 'urn:example:sole', name: 'Sole', attributes: [{ name: 'thickness' }] };
}
