import { z } from 'zod';
import type { OwnershipRules } from './ports.ts';

const list = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

const scope = /^\/subscriptions\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\/[^?#]+)?$/i;

const pair = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})=([a-z0-9][a-z0-9._-]{0,79})$/i;

/** Settings that say which resources hold PHI and whose they are. */
export const ownershipSettings = {
  PHI_TAGS: z.string().default('phi,dataClassification').transform(list),
  PHI_SCOPES: z
    .string()
    .default('')
    .transform(list)
    .refine(
      (scopes) => scopes.every((each) => scope.test(each)),
      'must be ids of subscriptions, resource groups or resources, with commas between them',
    ),
  ORGANIZATION_TAG: z.string().trim().min(1).default('organization'),
  ORGANIZATIONS: z
    .string()
    .default('')
    .transform(list)
    .refine(
      (pairs) => pairs.every((each) => pair.test(each)),
      'must be SUBSCRIPTION=NAME, with commas between them',
    ),
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
