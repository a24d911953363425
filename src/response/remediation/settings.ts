import { z } from 'zod';
import { settingDescriptions, withoutTrailing } from '../../base/index.ts';
import { parseResourceId } from '../../model/index.ts';
import type { RemediationSettings } from './types.ts';

const freezes = z.string().transform((text, context) =>
  text.split(',').map((each) => {
    const [from = '', until = '', ...more] = each.trim().split('/');
    if (more.length > 0 || !(Date.parse(from) < Date.parse(until)))
      context.addIssue('must be windows like 2026-12-20T00:00Z/2027-01-04T00:00Z, separated by commas');
    return { from, until };
  }),
);

export const remediationSettings = {
  PAGE_ADDRESS: z
    .url({ protocol: /^https?$/, error: 'must be the address of the page' })
    .optional()
    .register(settingDescriptions, {
      group: 'Notifications',
      meaning: 'Address of the page on which people decide, for links in messages.',
      otherwise: 'none, messages have no link',
      example: 'https://HOST/api/page',
    }),
  PAGE_CLIENT_ID: z
    .guid("must be the client id of the page's registration, a GUID")
    .optional()
    .register(settingDescriptions, {
      group: 'Notifications',
      meaning:
        'Client id of the registration under which that page signs people in ([alerts.md](alerts.md)). It is for a deployment that monitors (`APP_ROLE`).',
      otherwise: 'none, there is no page',
      example: '00000000-0000-0000-0000-000000000000',
    }),
  REMEDIATION_CLIENT_ID: z
    .guid('must be the client id of a managed identity, a GUID')
    .optional()
    .register(settingDescriptions, {
      group: 'Remediation',
      meaning:
        'Client id of the user-assigned identity that writes to the estate, with the role of `infra/remediation-role.json`. It is for a deployment that responds (`APP_ROLE`). See [remediation.md](remediation.md).',
      otherwise: 'none, nothing is ever written',
      example: '00000000-0000-0000-0000-000000000000',
    }),
  REMEDIATION_OPT_OUT_TAG: z.string().min(1).default('phiwatch-remediation').register(settingDescriptions, {
    group: 'Remediation',
    meaning:
      'Name of the tag that, with the value `off`, opts a resource or a resource group out of remediation.',
    example: 'no-remediation',
  }),
  OWN_RESOURCES: z
    .string()
    .refine(
      (text) => text.split(',').every((id) => parseResourceId(id.trim())?.subscriptionId !== undefined),
      'must be ids of resources (/subscriptions/...), separated by commas',
    )
    .optional()
    .register(settingDescriptions, {
      group: 'Remediation',
      meaning:
        'Ids of further resources that phiwatch itself runs on, separated by commas: the app of the other `APP_ROLE` above all. Its own storage, vaults and app are known from other settings. None of them is remediated without people.',
      otherwise: 'none',
      example:
        '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/GROUP/providers/Microsoft.Web/sites/APP',
    }),
  FREEZE_WINDOWS: freezes.optional().register(settingDescriptions, {
    group: 'Remediation',
    meaning: 'Times in which nothing is written to the estate: `START/END`, separated by commas.',
    otherwise: 'none',
    example: '2026-12-20T00:00Z/2027-01-04T00:00Z',
  }),
};

/** The limits of writes, and the identity that writes. */
export interface RemediationOptions extends RemediationSettings {
  /** Client id of the identity that writes; absent: nothing is written. */
  readonly clientId?: string;
  /** Address of the page on which people decide: `https://HOST/api/page`. */
  readonly pageAddress?: string;
  /** Client id under which the page signs people in; absent: there is no page. */
  readonly pageClientId?: string;
}

export function remediationOfSettings(values: {
  readonly REMEDIATION_CLIENT_ID?: string | undefined;
  readonly REMEDIATION_OPT_OUT_TAG: string;
  readonly FREEZE_WINDOWS?: RemediationSettings['freezes'] | undefined;
  readonly PAGE_ADDRESS?: string | undefined;
  readonly PAGE_CLIENT_ID?: string | undefined;
}): RemediationOptions {
  return {
    optOutTag: values.REMEDIATION_OPT_OUT_TAG,
    freezes: values.FREEZE_WINDOWS ?? [],
    ...(values.REMEDIATION_CLIENT_ID && { clientId: values.REMEDIATION_CLIENT_ID }),
    ...(values.PAGE_ADDRESS && { pageAddress: withoutTrailing(values.PAGE_ADDRESS, '/') }),
    ...(values.PAGE_CLIENT_ID && { pageClientId: values.PAGE_CLIENT_ID }),
  };
}
