import * as z from 'zod';
import { isTimeZone } from '../../base/index.ts';
import type { KeyPatient } from './access-log.ts';

export type PrincipalKind = 'human' | 'service' | 'agent';

/** A person or a machine, as HR and Entra describe it. The detectors could not check what is absent, and say so. */
export interface Principal {
  readonly id: string;
  readonly kind: PrincipalKind;
  readonly displayName?: string;
  readonly role?: string;
  readonly department?: string;
  /** IANA name. */
  readonly timeZone?: string;
  readonly manager?: string;
  readonly hiredAt?: string;
  readonly terminatedAt?: string;
  readonly approvedOperations?: readonly string[];
}

export interface Directory {
  readonly principals: ReadonlyMap<string, Principal>;
  readonly approvedAgents: ReadonlySet<string>;
  /** CIDR. */
  readonly networks: readonly string[];
  /** `YYYY-MM-DD`. */
  readonly holidays: ReadonlySet<string>;
  readonly onCall: readonly { readonly id: string; readonly start: string; readonly end: string }[];
  /** Keyed hashes, as in `AccessHour.patients`. */
  readonly vipPatients: ReadonlySet<string>;
}

/** A directory feed that cannot be used; the message names the field. */
export class DirectoryError extends Error {}

const text = z
  .string()
  .trim()
  .nullish()
  .transform((value) => value || undefined);

const id = z.string().trim().min(1).toLowerCase();

const moment = z
  .string()
  .refine((value) => !Number.isNaN(Date.parse(value)), 'must be a time like 2026-03-01T08:00:00Z');

const cidr = z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()]);

const feed = z.object({
  principals: z
    .array(
      z.object({
        id,
        kind: z.enum(['human', 'service', 'agent']),
        displayName: text,
        role: text,
        department: text,
        timeZone: text.refine(
          (zone) => zone === undefined || isTimeZone(zone),
          'must be an IANA time zone like America/New_York',
        ),
        manager: text,
        hiredAt: text.pipe(moment.optional()),
        terminatedAt: text.pipe(moment.optional()),
        approvedOperations: z.array(z.string()).nullish(),
      }),
    )
    .nullish(),
  approvedAgents: z.array(id).nullish(),
  networks: z.array(z.string().trim().pipe(cidr)).nullish(),
  holidays: z.array(z.iso.date()).nullish(),
  onCall: z.array(z.object({ id, start: moment, end: moment })).nullish(),
  vipPatients: z
    .array(
      z
        .string()
        .toLowerCase()
        .regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 hash, 64 hexadecimal digits'),
    )
    .nullish(),
});

/** Reads the feed of HR and Entra. Ids are compared in lower case; the hashes of VIP patients are keyed as those in the logs are. */
export function parseDirectory(json: unknown, keyed: KeyPatient): Directory {
  const result = feed.safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new DirectoryError(
      `directory: ${pathText(issue?.path ?? [])}: ${issue?.message ?? 'is not valid'}`,
    );
  }
  const { principals, approvedAgents, networks, holidays, onCall, vipPatients } = result.data;
  return {
    principals: new Map((principals ?? []).map((each) => [each.id, principalOf(each)])),
    approvedAgents: new Set(approvedAgents),
    networks: (networks ?? []).map((network) =>
      network.includes('/') ? network : `${network}/${hostBits(network)}`,
    ),
    holidays: new Set(holidays),
    onCall: onCall ?? [],
    vipPatients: new Set((vipPatients ?? []).map((hash) => keyed(hash))),
  };
}

type Read = NonNullable<z.infer<typeof feed>['principals']>[number];

function principalOf({ id, kind, approvedOperations, ...rest }: Read): Principal {
  const said = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return {
    id,
    kind,
    ...said,
    ...(approvedOperations && { approvedOperations: approvedOperations.map(normalizedOperation) }),
  };
}

/** An operation's name as the queries give it: the last part, lower case. */
function normalizedOperation(name: string): string {
  return (name.split('/').at(-1) ?? name).trim().replace(/^\$/, '').toLowerCase();
}

function hostBits(address: string): number {
  return address.includes(':') ? 128 : 32;
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}
