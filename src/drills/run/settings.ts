import { z } from 'zod';
import { settingDescriptions } from '../../base/index.ts';
import { parseResourceId } from '../../model/index.ts';
import { covers } from '../../records/index.ts';
import type { DrillSettings } from './ports.ts';

const group = 'Recovery drills';

const ids = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((id) => id.trim())
      .filter(Boolean),
  )
  .refine(
    (all) => all.every((id) => parseResourceId(id)?.subscriptionId !== undefined),
    'must be ids of resources (/subscriptions/...), separated by commas',
  );

const example = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-drill';

export const drillSettings = {
  DRILL_GROUP: z
    .string()
    .regex(
      /^\/subscriptions\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\/resourceGroups\/[^/?#]{1,90}$/i,
      'must be the id of a resource group (/subscriptions/ID/resourceGroups/NAME)',
    )
    .optional()
    .register(settingDescriptions, {
      group,
      meaning:
        'Id of the resource group into which recovery drills restore. It must be in `PHI_SCOPES`. A drill empties it at its end. See [drills.md](drills.md).',
      otherwise: 'none, there are no drills',
      example,
    }),
  DRILL_STANDING: ids.optional().register(settingDescriptions, {
    group,
    meaning:
      'Ids of the resources that stand in the drill group for good, separated by commas: what the template made. A drill never deletes them, and does not start while anything else is there.',
    otherwise: 'none',
    example: `${example}/providers/Microsoft.Sql/servers/sql-drill`,
  }),
  DRILL_VAULTS: ids.optional().register(settingDescriptions, {
    group,
    meaning:
      'Ids of the Recovery Services vaults whose disks a drill may have restored, separated by commas. That is the only call of a drill outside its group.',
    otherwise: 'none',
    example: `/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/rsv`,
  }),
  DRILL_POSTGRESQL_USER: z
    .string()
    .min(1)
    .max(63, 'must have at most 63 characters')
    .optional()
    .register(settingDescriptions, {
      group,
      meaning:
        'Name under which `pgaadauth_create_principal` made the identity of drills known to PostgreSQL servers.',
      otherwise: 'none, copies of PostgreSQL servers are not compared',
      example: 'id-phiwatch-drills',
    }),
  DRILL_CLIENT_ID: z
    .guid('must be the client id of a managed identity, a GUID')
    .optional()
    .register(settingDescriptions, {
      group,
      meaning:
        'Client id of the user-assigned identity of drills, with the role of `infra/drill-role.json` on the drill group. It is for a deployment that responds (`APP_ROLE`).',
      otherwise: 'none, no drill is executed',
      example: '00000000-0000-0000-0000-000000000000',
    }),
};

/** The drills of a deployment: where they restore, and under which identity. */
export interface DrillOptions extends DrillSettings {
  /** Ids of the vaults whose recovery points may be restored. */
  readonly vaults: readonly string[];
  /** Name of that identity in PostgreSQL; absent: no server is asked. */
  readonly postgresqlUser?: string;
  /** Client id of the identity of drills; absent: none is executed here. */
  readonly clientId?: string;
}

/** Undefined: there are no drills. @returns a text where the settings do not fit together */
export function drillsOfSettings(values: {
  readonly DRILL_GROUP?: string | undefined;
  readonly DRILL_STANDING?: readonly string[] | undefined;
  readonly DRILL_VAULTS?: readonly string[] | undefined;
  readonly DRILL_POSTGRESQL_USER?: string | undefined;
  readonly DRILL_CLIENT_ID?: string | undefined;
  readonly PHI_SCOPES: readonly string[];
  readonly SUBSCRIPTIONS: readonly string[];
}): DrillOptions | string | undefined {
  const { DRILL_GROUP: drillGroup, DRILL_STANDING: standing = [], DRILL_VAULTS: vaults = [] } = values;
  const { DRILL_CLIENT_ID: clientId, PHI_SCOPES: scopes, SUBSCRIPTIONS: subscriptions } = values;
  if (drillGroup === undefined)
    return clientId === undefined ? undefined : 'DRILL_CLIENT_ID needs DRILL_GROUP';
  if (!scopes.some((scope) => covers(scope, drillGroup)))
    return 'PHI_SCOPES must name DRILL_GROUP: what is restored there holds PHI, and carries no tags';
  if (!subscriptions.includes(parseResourceId(drillGroup)?.subscriptionId?.toLowerCase() ?? ''))
    return 'DRILL_GROUP must be in a watched subscription (SUBSCRIPTIONS)';
  const outside = standing.find((id) => !covers(drillGroup, id));
  if (outside !== undefined)
    return `DRILL_STANDING must name resources of DRILL_GROUP, which ${outside} is not`;
  const { DRILL_POSTGRESQL_USER: postgresqlUser } = values;
  return {
    group: drillGroup,
    standing,
    vaults,
    ...(postgresqlUser !== undefined && { postgresqlUser }),
    ...(clientId !== undefined && { clientId }),
  };
}
