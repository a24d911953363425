import { describe, expect, it } from 'vitest';
import { readBicepTypes } from '../../../test/support/bicep-types.ts';
import { needsShared } from '../../../test/support/shared.ts';
import { estate, groups, imagingArchiveId, scale } from '../src/index.ts';
import type { Resource } from '../src/index.ts';

const types = readBicepTypes();

/** Types that the definitions do not describe. */
const undescribed = new Set(['Microsoft.Resources/subscriptions']);

/** The definitions know resource groups by the type that ARM answers; policies know them by another. */
function described(resource: Resource): Resource {
  return resource.type === 'Microsoft.Resources/subscriptions/resourceGroups'
    ? { ...resource, type: 'Microsoft.Resources/resourceGroups' }
    : resource;
}

function problems(resources: Iterable<Resource>): string[] {
  return [...resources]
    .filter((resource) => !undescribed.has(resource.type))
    .flatMap((resource) =>
      (types!.problems(described(resource)) ?? [': type not described']).map(
        (each) => `${resource.id} ${each}`,
      ),
    );
}

describe('the layout of the resources', needsShared('bicep-types'), () => {
  it('of the hospital is what ARM returns', () => {
    expect(problems(estate())).toEqual([]);
  });

  it('of the generator for scale is what ARM returns', () => {
    expect(problems(scale(3000))).toEqual([]);
  });

  it('is refused where a name, a kind or a required property is wrong', () => {
    const account = estate().find((each) => each.id === imagingArchiveId)!;
    const { kind: _, ...rest } = account;
    const properties = {
      ...(account['properties'] as object),
      supportsHttpsTrafficOnly: 'true',
      allowBlobPublicAcces: true,
    };
    expect(types!.problems({ ...rest, properties })).toEqual([
      '.kind: missing',
      'properties.supportsHttpsTrafficOnly: string, expected boolean',
      'properties.allowBlobPublicAcces: unknown',
    ]);
    expect(types!.has(account.type, 'properties.networkAcls.ipRules[*].value')).toBe(true);
    expect(types!.has(account.type, 'properties.networkAcls.ipRules.value')).toBe(false);
  });
});

describe('the hospital', () => {
  const resources = estate();

  it('has about 200 resources of more than 22 types in three resource groups', () => {
    const inGroups = new Set(
      resources.map((each) => /\/resourceGroups\/([^/]+)/.exec(each.id!)?.[1]).filter(Boolean),
    );
    expect(inGroups).toEqual(new Set(Object.values(groups)));
    expect(resources.length).toBeGreaterThan(190);
    expect(resources.length).toBeLessThan(260);
    expect(new Set(resources.map((each) => each.type)).size).toBeGreaterThan(22);
  });

  it('has each id once, and every parent of a child', () => {
    const ids = resources.map((each) => each.id!.toLowerCase());
    expect(new Set(ids).size).toBe(ids.length);
    const orphans = ids.filter((id) => {
      const scope = /^(.*)\/providers\/[^/]+\/[^/]+\/[^/]+$/.exec(id)?.[1];
      const parent = scope ?? id.split('/').slice(0, -2).join('/');
      return (
        parent !== '' &&
        id.split('/').length > 3 &&
        !ids.includes(parent) &&
        !parent.endsWith('/resourcegroups')
      );
    });
    expect(orphans).toEqual([]);
  });

  it('is always the same', () => {
    expect(estate()).toEqual(resources);
    expect([...scale(500, 7)]).toEqual([...scale(500, 7)]);
    expect([...scale(500, 7)]).not.toEqual([...scale(500, 8)]);
    expect([...scale(500)]).toHaveLength(500);
  });

  it('has an imaging archive with secure transfer on', () => {
    const archive = resources.find((each) => each.id === imagingArchiveId);
    expect(archive?.['properties']).toMatchObject({ supportsHttpsTrafficOnly: true });
  });

  it('names no person and no mail address', () => {
    expect(JSON.stringify(resources)).not.toMatch(/[\w.]+@[\w-]+\.\w+/);
  });
});
