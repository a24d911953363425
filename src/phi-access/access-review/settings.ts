import { z } from 'zod';
import { settingDescriptions, withoutTrailing } from '../../base/index.ts';

const group = 'PHI access';

const fewestKeyCharacters = 32;

export const accessSettings = {
  LOG_WORKSPACES: z
    .string()
    .transform((text, context) => {
      const ids = text.split(',').map((id) => id.trim().toLowerCase());
      if (!ids.every((id) => z.guid().safeParse(id).success))
        context.addIssue('must be ids of workspaces (GUIDs), separated by commas');
      return [...new Set(ids)];
    })
    .optional()
    .register(settingDescriptions, {
      group,
      meaning:
        'Ids of the Log Analytics workspaces in which access to PHI is logged, in whatever region, separated by commas. The identity needs Log Analytics Data Reader on each. See [phi-access.md](phi-access.md).',
      otherwise: 'none, PHI access is not reviewed',
      example: '00000000-0000-0000-0000-000000000000',
    }),
  LOG_ANALYTICS_ENDPOINT: z
    .string()
    .startsWith('https://', 'must be an https address')
    .transform((address) => withoutTrailing(withoutTrailing(address, '/').replace(/\/v1$/, ''), '/'))
    .optional()
    .register(settingDescriptions, {
      group,
      meaning: 'Another https address of Log Analytics.',
      otherwise: 'that of the cloud',
      example: 'https://api.loganalytics.io',
    }),
  ACCESS_DIRECTORY: z.string().optional().register(settingDescriptions, {
    group,
    meaning:
      'Path or https address of the feed of HR and Entra, which says who people and services are ([phi-access.md](phi-access.md)). Messages name people by it, even if PHI access is not reviewed. A blob is read under the identity, which needs Storage Blob Data Reader.',
    otherwise: 'none, nothing is known about people and services',
    example: 'https://ACCOUNT.blob.core.windows.net/directory/directory.json',
  }),
  PATIENT_HASH_KEY: z
    .string()
    .min(fewestKeyCharacters, `must have at least ${fewestKeyCharacters} characters`)
    .optional()
    .register(settingDescriptions, {
      group,
      meaning: `A random secret of ${fewestKeyCharacters} characters or more that keys the hashes of patient ids and the ids of anomalies. In Azure, make it a reference to Key Vault.`,
      otherwise: '**required** with `LOG_WORKSPACES`',
      example: '(the output of openssl rand -base64 32)',
    }),
  ANOMALY_DAILY_BUDGET: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, 'must be a number from 1 to 9999')
    .default('20')
    .transform(Number)
    .register(settingDescriptions, {
      group,
      meaning:
        'How many anomalies are reported on one day. Critical ones are reported beyond it, the rest in a report on the next day.',
      example: '50',
    }),
};

/** The settings of the review of PHI access. */
export interface AccessSettings {
  /** Ids of the workspaces that hold the logs. */
  readonly workspaces: readonly string[];
  /** Address of Log Analytics without the version, if it is not that of the cloud. */
  readonly endpoint?: string;
  /** Path or https address of the feed of HR and Entra. Absent: nothing is known of anybody. */
  readonly directory?: string;
  /** Keys the hashes of patient ids. A secret: whoever has it, and a list of ids, can tell who was looked at. */
  readonly patientHashKey: string;
  readonly dailyBudget: number;
}

/** @returns undefined where access is not watched, or what is missing */
export function accessOfSettings(values: {
  readonly LOG_WORKSPACES?: readonly string[] | undefined;
  readonly LOG_ANALYTICS_ENDPOINT?: string | undefined;
  readonly ACCESS_DIRECTORY?: string | undefined;
  readonly PATIENT_HASH_KEY?: string | undefined;
  readonly ANOMALY_DAILY_BUDGET: number;
}): AccessSettings | 'no key' | undefined {
  const { LOG_WORKSPACES: workspaces, PATIENT_HASH_KEY: patientHashKey } = values;
  if (workspaces === undefined) return undefined;
  if (patientHashKey === undefined) return 'no key';
  return {
    workspaces,
    patientHashKey,
    dailyBudget: values.ANOMALY_DAILY_BUDGET,
    ...(values.LOG_ANALYTICS_ENDPOINT !== undefined && { endpoint: values.LOG_ANALYTICS_ENDPOINT }),
    ...(values.ACCESS_DIRECTORY !== undefined && { directory: values.ACCESS_DIRECTORY }),
  };
}
