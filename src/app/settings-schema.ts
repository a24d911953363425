import { z } from 'zod';
import { settingDescriptions } from '../base/index.ts';
import { drillSettings } from '../drills/run/index.ts';
import { evidenceSettings } from '../evidence/collection/index.ts';
import { ownershipSettings } from '../monitoring/evaluation/index.ts';
import { alertSettings } from '../notifications/index.ts';
import { publishSettings } from '../notifications/publishing/index.ts';
import { accessSettings } from '../phi-access/access-review/index.ts';
import { remediationSettings } from '../response/remediation/index.ts';
import { azureSettings } from './azure-settings.ts';

const address = () =>
  z
    .string()
    .refine((text) => URL.canParse(text) && /^https?:/.test(text), 'must be an http or https address');

/** JSON of `{policy: {parameter: value}}`. */
const policyParameters = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue('must be JSON like {"policy": {"parameter": value}}');
      return z.NEVER;
    }
  })
  .pipe(
    z.record(
      z.string(),
      z.record(z.string(), z.unknown()),
      'must be an object like {"policy": {"parameter": value}}',
    ),
  );

/** The settings by their names, as the environment gives them; `npm run settings` documents them in this order. */
export const settingsSchema = z.object({
  STORAGE__tableServiceUri: address().register(settingDescriptions, {
    group: 'Storage',
    meaning:
      'Tables of the app: states, drifts, records, who read what. Access is by identity, never by key: the identity needs Storage Table Data Contributor.',
    example: 'https://ACCOUNT.table.core.windows.net',
  }),
  STORAGE__queueServiceUri: address().register(settingDescriptions, {
    group: 'Storage',
    meaning:
      'The queues `changes`, `changes-bulk`, `respond` and `outbox` and their poison queues, for the app and its queue triggers. The identity needs Storage Queue Data Contributor.',
    example: 'https://ACCOUNT.queue.core.windows.net',
  }),
  ...azureSettings,
  CONTROLS_DIRECTORY: z.string().optional().register(settingDescriptions, {
    group: 'Policies, PHI and organizations',
    meaning: 'Folder of another catalogue of controls and policies.',
    otherwise: 'the one that comes with the app',
    example: '/home/site/controls',
  }),
  POLICY_PARAMETERS: policyParameters.optional().register(settingDescriptions, {
    group: 'Policies, PHI and organizations',
    meaning: 'Values for parameters of policies of the catalogue, as JSON.',
    otherwise: 'their own defaults',
    example: '{"allowed-regions": {"regions": ["eastus"]}}',
  }),
  WRITE_ATTESTATIONS: z
    .enum(['on', 'off'], 'must be on or off')
    .default('off')
    .register(settingDescriptions, {
      group: 'Policies, PHI and organizations',
      meaning:
        '`on`: attestations of manual policies of the tenant that people give to phiwatch are written to Azure. The identity then needs `Microsoft.PolicyInsights/attestations/write`.',
      example: 'on',
    }),
  ...ownershipSettings,
  ...alertSettings,
  ...publishSettings,
  ...remediationSettings,
  ...drillSettings,
  ...evidenceSettings,
  ...accessSettings,
});
