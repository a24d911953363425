import { z } from 'zod';
import { settingDescriptions } from '../../base/index.ts';
import type { OwnershipRules } from './ports.ts';

const list = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

const scope = /^\/subscriptions\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\/[^?#]+)?$/i;

const pair = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})=([a-z0-9][a-z0-9._-]{0,79})$/i;

const group = 'Policies, PHI and organizations';

/** Settings that say which resources hold PHI and whose they are. */
export const ownershipSettings = {
  PHI_TAGS: z.string().default('phi,dataClassification').transform(list).register(settingDescriptions, {
    group,
    meaning:
      'Names of the tags that say whether a resource holds PHI (`true`, `yes`, `phi`; `false`, `no`, `public`), separated by commas. The first of them with such a value counts. A data store for which no tag says anything counts as PHI. See [records.md](records.md).',
    example: 'phi',
  }),
  PHI_SCOPES: z
    .string()
    .default('')
    .transform(list)
    .refine(
      (scopes) => scopes.every((each) => scope.test(each)),
      'must be ids of subscriptions, resource groups or resources, separated by commas',
    )
    .register(settingDescriptions, {
      group,
      meaning:
        'Ids of the subscriptions, resource groups or resources that hold PHI whatever their tags say, separated by commas.',
      otherwise: 'none',
      example: '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-imaging',
    }),
  ORGANIZATION_TAG: z.string().trim().min(1).default('organization').register(settingDescriptions, {
    group,
    meaning: 'Name of the tag that says to which hospital or clinic a resource belongs.',
    example: 'hospital',
  }),
  ORGANIZATIONS: z
    .string()
    .default('')
    .transform(list)
    .refine(
      (pairs) => pairs.every((each) => pair.test(each)),
      'must be SUBSCRIPTION=NAME, separated by commas',
    )
    .register(settingDescriptions, {
      group,
      meaning:
        'Hospital or clinic of resources without that tag, by subscription: `SUBSCRIPTION=NAME`, separated by commas.',
      otherwise: 'none',
      example: '00000000-0000-0000-0000-000000000000=north-clinic',
    }),
};

/** The rules that the settings give. */
export function ownershipOfSettings(values: {
  readonly PHI_TAGS: readonly string[];
  readonly PHI_SCOPES: readonly string[];
  readonly ORGANIZATION_TAG: string;
  readonly ORGANIZATIONS: readonly string[];
}): OwnershipRules {
  return {
    phiTags: values.PHI_TAGS.map((tag) => tag.toLowerCase()),
    phiScopes: values.PHI_SCOPES,
    organizationTag: values.ORGANIZATION_TAG.toLowerCase(),
    organizations: Object.fromEntries(
      values.ORGANIZATIONS.map((each) => {
        const [, subscription = '', name = ''] = pair.exec(each) ?? [];
        return [subscription.toLowerCase(), name];
      }),
    ),
  };
}
