import { createHash } from 'node:crypto';
import { z } from 'zod';
import { parseResourceId } from '../../model/index.ts';
import { moment, organization, outsideName, person, scope, text } from '../../records/index.ts';
import { componentKindOf, componentTypes } from './component-kinds.ts';

/** The degrees to which an organization depends on a component: 164.308(a)(7)(ii)(E). */
export const criticalities = ['critical', 'high', 'medium', 'low'] as const;

const id = scope.refine(
  (value) => parseResourceId(value)?.type !== undefined,
  'must be the id of a resource',
);

const seconds = z
  .number()
  .int()
  .min(1)
  .max(31 * 86_400);

const money = z.number().min(0).max(1_000_000);

const component = z.strictObject({
  name: outsideName(40).regex(
    /^[a-z0-9][a-z0-9-]{0,39}$/,
    'must have 1 to 40 lower-case letters, digits and hyphens',
  ),
  resourceId: id.refine((value) => componentKindOf(value) !== undefined, {
    error: `must be of a type that a drill knows: ${componentTypes.join(', ')}`,
  }),
  organization: organization.exactOptional(),
  criticality: z.enum(criticalities),
  objectives: z.strictObject({ rtoSeconds: seconds, rpoSeconds: seconds }),
  /** The person who answers for what the drill finds, by object id. */
  owner: person,
  estimatedCost: money,
  /**
   * For a SQL database: from the geo-replicated backup, or from the last one of long-term retention. For the storage account of phiwatch:
   * its tables, from the ledger.
   */
  restore: z.enum(['geo', 'long-term', 'ledger']).exactOptional(),
  /** For a PostgreSQL server: the database in which the check function is installed. Default: `postgres`. */
  database: outsideName(63)
    .regex(/^[a-z_][a-z0-9_-]{0,62}$/i, 'must be the name of a database')
    .exactOptional(),
  /** For a storage account: a blob that the customer has placed, to be read from the secondary region. */
  canary: z
    .strictObject({
      container: outsideName(63).regex(/^[a-z0-9](?:-?[a-z0-9]){2,62}$/, 'must be the name of a container'),
      blob: outsideName(200).regex(/^[\w.-]{1,200}$/, 'must have 1 to 200 letters, digits, dots and hyphens'),
      sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits'),
    })
    .exactOptional(),
});

const freeze = z
  .strictObject({ from: moment, until: moment, why: text(200) })
  .refine(({ from, until }) => from < until, { path: ['until'], error: 'must be after from' });

/** The plan of a drill. Times are UTC, money is of the plan's currency. */
export const planSchema = z
  .strictObject({
    title: text(200),
    /** `paired`: the copies are made in the paired region, as after the outage of a region. */
    region: z.enum(['same', 'paired']),
    /** When a drill is due: the month of the quarter, the day and the time. */
    schedule: z.strictObject({
      monthOfQuarter: z.number().int().min(1).max(3),
      dayOfMonth: z.number().int().min(1).max(28),
      time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time like 06:00'),
    }),
    /** The people who may approve, by object id. Nobody approves the drill that they started. */
    approvers: z.array(person).min(1).max(20),
    approvalHours: z.number().int().min(1).max(336),
    /** After so many hours a drill is ended, and what it made is destroyed. */
    longestHours: z.number().int().min(1).max(72),
    participants: z
      .array(z.strictObject({ person, role: text(200) }))
      .min(1)
      .max(100),
    cost: z.strictObject({ currency: z.string().regex(/^[A-Z]{3}$/, 'must be like USD'), cap: money }),
    freezes: z.array(freeze).max(50),
    /** The resources of the drill group into which copies go. */
    targets: z.strictObject({
      sqlServer: id.exactOptional(),
      keyVault: id.exactOptional(),
      postgresqlSubnet: id.exactOptional(),
      postgresqlDnsZone: id.exactOptional(),
      stagingAccount: id.exactOptional(),
      diskAccess: id.exactOptional(),
      tablesAccount: id.exactOptional(),
    }),
    /** Restored side by side. */
    components: z.array(component).min(1).max(100),
  })
  .superRefine(({ components, cost }, context) => {
    const estimate = estimateOf({ components });
    if (estimate > cost.cap)
      context.addIssue({
        code: 'custom',
        path: ['cost', 'cap'],
        message: `must not be below what the components are estimated to cost, ${estimate} ${cost.currency}`,
      });
    const seen = new Map<string, number>();
    components.forEach(({ name, resourceId, restore }, n) => {
      if (restore === 'ledger' && componentKindOf(resourceId) !== 'storage')
        context.addIssue({
          code: 'custom',
          path: ['components', n, 'restore'],
          message: 'can be "ledger" for the storage account of phiwatch alone',
        });
      for (const [field, value] of [
        ['name', name],
        ['resourceId', resourceId.toLowerCase()],
      ] as const) {
        if (seen.has(value))
          context.addIssue({
            code: 'custom',
            path: ['components', n, field],
            message: `must differ from that of component ${seen.get(value)}`,
          });
        seen.set(value, n);
      }
    });
  });

export type DrillPlan = z.infer<typeof planSchema>;
export type Component = DrillPlan['components'][number];
export type Criticality = (typeof criticalities)[number];

/** Whether what is restored of a component are phiwatch's own tables. */
export function isOwnTables({ restore, resourceId }: Pick<Component, 'restore' | 'resourceId'>): boolean {
  return restore === 'ledger' && componentKindOf(resourceId) === 'storage';
}

/** The sum of what the components are estimated to cost. */
export function estimateOf({
  components,
}: {
  readonly components: readonly { readonly estimatedCost: number }[];
}): number {
  const cents = components.reduce((sum, { estimatedCost }) => sum + Math.round(estimatedCost * 100), 0);
  return cents / 100;
}

/** A plan without what people wrote in it: those texts can be withdrawn, and are kept in one place. */
export function withoutTexts(plan: DrillPlan): DrillPlan {
  return {
    ...plan,
    title: '',
    participants: plan.participants.map(({ person: who }) => ({ person: who, role: '' })),
    freezes: plan.freezes.map((each) => ({ ...each, why: '' })),
  };
}

/** SHA-256 of the plan's JSON, members as the schema orders them: what a signature is about. */
export function digestOf(plan: DrillPlan): string {
  return createHash('sha256').update(JSON.stringify(plan)).digest('hex');
}
