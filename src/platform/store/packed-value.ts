import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { jsonProperty, requireSchema } from './row.ts';
import type { Stored } from './row.ts';

const packed = jsonProperty<string>('packed');

const zip = promisify(gzip);

const unzip = promisify(gunzip);

/** Packs a large value into properties of a row: an initiative of a megabyte takes a tenth of that. */
export async function pack(value: unknown): Promise<Record<string, string>> {
  return packed.split((await zip(JSON.stringify(value))).toString('base64'));
}

/** Unpacks the value of a row. Throws for a row of a newer schema. */
export async function unpack(row: Stored): Promise<unknown> {
  requireSchema(row);
  return JSON.parse((await unzip(Buffer.from(packed.join(row), 'base64'))).toString());
}
