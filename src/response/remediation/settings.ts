import { z } from 'zod';
import type { RemediationSettings } from './types.ts';

const window = /^(\S+)\/(\S+)$/;

const freezes = z.string().transform((text, context) =>
  text.split(',').map((each) => {
    const [, from = '', until = ''] = window.exec(each.trim()) ?? [];
    if (!(Date.parse(from) < Date.parse(until)))
      context.addIssue('must be windows as 2026-12-20T00:00Z/2027-01-04T00:00Z, with commas between them');
    return { from, until };
  }),
);

export const remediationSettings = {
  REMEDIATION_CLIENT_ID: z.guid('must be the client id of a managed identity, a GUID').optional(),
  REMEDIATION_OPT_OUT_TAG: z.string().min(1).default('phiwatch-remediation'),
  FREEZE_WINDOWS: freezes.optional(),
  PAGE_ADDRESS: z.url({ protocol: /^https?$/, error: 'must be the address of the page' }).optional(),
  PAGE_CLIENT_ID: z.guid("must be the client id of the page's registration, a GUID").optional(),
};

/** What may be written, and by whom. */
export interface RemediationOptions extends RemediationSettings {
  /** Client id of the identity that writes; absent: nothing is written. */
  readonly clientId?: string;
  /** Where people decide: `https://HOST/api/page`. */
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
    ...(values.PAGE_ADDRESS && { pageAddress: values.PAGE_ADDRESS.replace(/\/+$/, '') }),
    ...(values.PAGE_CLIENT_ID && { pageClientId: values.PAGE_CLIENT_ID }),
  };
}
