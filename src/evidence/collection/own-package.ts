import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ReleaseClass } from '../model/index.ts';
import { verifyPackage } from '../package/index.ts';
import type { PackageReader } from '../package/index.ts';
import type { CollectionPorts } from './ports.ts';

type Needs = Pick<CollectionPorts, 'packages' | 'signer'>;

/** The hash and length of a package that is there. Undefined: it is not the one that was asked for, signed with an own key. */
export async function ownPackage(
  blob: string,
  asked: { readonly id: string; readonly class: ReleaseClass },
  { packages, signer }: Needs,
): Promise<{ readonly sha256: string; readonly bytes: number } | undefined> {
  const bytes = (await packages.properties(blob))?.bytes;
  if (bytes === undefined) return undefined;
  const reader: PackageReader = {
    size: bytes,
    open: (start, end) => Readable.from(rangeOf(blob, start, end, packages)),
  };
  const report = await verifyPackage(reader, { keys: await signer.keys() });
  if (!report.ok || report.id !== asked.id || report.class !== asked.class) return undefined;
  const hash = createHash('sha256');
  for await (const chunk of (await packages.open(blob)) as AsyncIterable<Buffer>) hash.update(chunk);
  return { sha256: hash.digest('hex'), bytes };
}

async function* rangeOf(blob: string, start: number, end: number, packages: Needs['packages']) {
  yield* (await packages.open(blob, { offset: start, count: end - start })) as AsyncIterable<Buffer>;
}
