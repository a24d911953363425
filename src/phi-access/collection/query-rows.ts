import * as z from 'zod';
import type { LogRow } from '../../platform/azure/index.ts';
import { mostPatients } from '../model/index.ts';
import type { AccessEvent, AccessHour, KeyPatient, LogSourceName } from '../model/index.ts';

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());

const name = z.string().min(1);

const count = z.number().nonnegative();

const optionalText = z
  .string()
  .nullish()
  .transform((text) => text || undefined);

const texts = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);

const hourRow = z.object({
  Hour: time,
  Principal: name,
  Resource: name,
  First: time,
  Last: time,
  Calls: count,
  Reads: count,
  Denied: count,
  NotFound: count,
  Patients: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(mostPatients),
  PatientCount: count,
  Searches: count,
  Exports: count,
  LargePages: count,
  Pages: count,
  Bytes: count,
  Rows: count,
  Operations: texts,
  Addresses: texts,
  Via: texts,
});

const eventRow = z.object({
  Time: time,
  Kind: z.enum([
    'sign-in',
    'sign-in-failed',
    'agent-sign-in',
    'privilege',
    'credential',
    'account',
    'export',
    'audit-disabled',
    'support',
  ]),
  Principal: name,
  Actor: optionalText,
  Alias: optionalText,
  Resource: optionalText,
  Address: optionalText,
  Operation: optionalText,
  Count: count,
});

/** Rows of a query `*-hours`. A row that is not as such a query makes it throws, with the column's name and never its value. */
export function rowsToHours(source: LogSourceName, rows: readonly LogRow[], keyed: KeyPatient): AccessHour[] {
  return rows.map((row, index) => {
    const read = parse(hourRow, row, index);
    return {
      source,
      hour: read.Hour,
      principal: read.Principal,
      resource: read.Resource,
      first: read.First,
      last: read.Last,
      calls: read.Calls,
      reads: read.Reads,
      denied: read.Denied,
      notFound: read.NotFound,
      patients: read.Patients.map((hash) => keyed(hash)),
      patientCount: read.PatientCount,
      searches: read.Searches,
      exports: read.Exports,
      largePages: read.LargePages,
      pages: read.Pages,
      bytes: read.Bytes,
      rows: read.Rows,
      operations: read.Operations,
      addresses: read.Addresses,
      via: read.Via,
    };
  });
}

/** Rows of a query `*-events`. */
export function rowsToEvents(source: LogSourceName, rows: readonly LogRow[]): AccessEvent[] {
  return rows.map((row, index) => {
    const read = parse(eventRow, row, index);
    return {
      source,
      kind: read.Kind,
      time: read.Time,
      principal: read.Principal,
      ...(read.Actor && { actor: read.Actor }),
      ...(read.Alias && { alias: read.Alias }),
      ...(read.Resource && { resource: read.Resource }),
      ...(read.Address && { address: read.Address }),
      ...(read.Operation && { operation: read.Operation }),
      count: read.Count,
    };
  });
}

function parse<Schema extends z.ZodType>(schema: Schema, row: LogRow, index: number): z.infer<Schema> {
  const result = schema.safeParse(row);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Error(
    `Row ${index}: the column ${issue?.path.join('.') ?? ''} is not as expected: ${issue?.message ?? ''}`,
  );
}
