import type { LedgerFinding } from './verify-tables.ts';

/** Says what is not as it was written, a sentence for each. */
export function differencesOf({
  chain: { broken },
  overwritten,
  rewritten,
  backdated,
  otherHeads,
  tables,
}: LedgerFinding): readonly string[] {
  return [
    ...(broken ? [`Row ${broken.row} of the ledger: ${broken.why}.`] : []),
    ...otherHeads.map(
      ({ row, hash }) => `Row ${row} of the ledger: its hash was ${hash}, and is another now.`,
    ),
    ...overwritten.map((name) => `${name}: somebody has written over it; its first version was read.`),
    ...rewritten.map(
      ({ table, row, n }) => `${table}, row ${row}: rewritten, as row ${n} of the ledger shows.`,
    ),
    ...backdated.map(
      ({ table, row, says, writtenAt }) =>
        `${table}, row ${row}: it says ${says}, and was written at ${writtenAt}.`,
    ),
    ...(tables?.differences ?? []).map(({ table, row, kind }) => `${table}, row ${row}: ${kind}.`),
  ];
}
