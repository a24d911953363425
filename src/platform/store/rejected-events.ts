import { odata } from '@azure/data-tables';
import type { TableClient } from '@azure/data-tables';
import { rejectedDay, rejectedKeys } from './keys.ts';
import { schema } from './row.ts';
import type { Rejected } from './types.ts';

const longestText = 30_000;

const countedDays = 7;

interface RejectedOptions {
  readonly table: TableClient;
  readonly now: () => Date;
}

/** Events that could not be understood, by day, without the names of people. One that comes again is one row. */
export function createRejected({ table, now }: RejectedOptions): Rejected {
  return {
    async add(event, reason) {
      const text = redactEvent(event, longestText);
      const receivedAt = now();
      await table.upsertEntity(
        {
          ...rejectedKeys(receivedAt, text),
          schema,
          reason: redactEvent(reason, 1_000),
          receivedAt: receivedAt.toISOString(),
          event: text,
        },
        'Replace',
      );
    },

    /** Those of the last 7 days. */
    async count() {
      const first = rejectedDay(new Date(now().getTime() - countedDays * 24 * 3600 * 1000));
      const queryOptions = { filter: odata`PartitionKey ge ${first}`, select: ['PartitionKey'] };
      let count = 0;
      for await (const page of table.listEntities({ queryOptions }).byPage()) count += page.length;
      return count;
    },
  };
}

/**
 * Text of an event without what names a person: of the claims of its caller only the ids stay, network addresses and what
 * looks like a mail address go. Cut at so many characters.
 */
export function redactEvent(event: unknown, longest: number): string {
  const text =
    typeof event === 'string' ? (withoutNames(parsed(event)) ?? event) : (withoutNames(event) ?? '');
  // Bounded, so that a huge event costs little.
  const near = text.slice(0, longest + longestAddress);
  let end = longest;
  // An address that the cut would go through goes as a whole, or half of one would stay.
  for (const { 0: address, index } of near.matchAll(mailAddress))
    if (index < longest) end = Math.max(end, index + address.length);
  return near.slice(0, end).replace(mailAddress, '[address removed]').slice(0, longest);
}

/** The lengths are bounded to keep the search linear. */
const mailAddress = /[^\s"'<>:,;@]{1,128}@[^\s"'<>:,;@]{1,255}/g;

const longestAddress = 128 + 1 + 255;

const idClaims = new Set([
  'http://schemas.microsoft.com/identity/claims/objectidentifier',
  'http://schemas.microsoft.com/identity/claims/tenantid',
  'appid',
  'idtyp',
  'oid',
  'tid',
]);

/** The fields, in lower case, in which events and logs write the address from which somebody called. */
const networkAddresses = new Set(['callerip', 'calleripaddress', 'clientip', 'clientipaddress', 'ipaddr']);

function withoutNames(event: unknown): string | undefined {
  return JSON.stringify(event, (key, value: unknown) => {
    const name = key.toLowerCase();
    if (networkAddresses.has(name)) return undefined;
    return name === 'claims' ? idsOf(value) : value;
  });
}

function idsOf(claims: unknown): unknown {
  if (typeof claims !== 'object' || claims === null) return '[claims removed]';
  return Object.fromEntries(Object.entries(claims).filter(([name]) => idClaims.has(name.toLowerCase())));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the text itself is what was rejected.
    return undefined;
  }
}
