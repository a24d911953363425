import { createHash } from 'node:crypto';
import type { Manifest } from '../model/index.ts';
import { signatureFiles } from './manifest-schema.ts';
import type { OpenZip } from './open-zip.ts';
import { orTrouble } from './package-refused.ts';
import type { PackageCheck } from './verification-report.ts';

type ListedFile = Manifest['files'][number];

/** More faults than these are counted, and not named. */
const mostNamed = 20;

/** Checks that each listed file is there as it was listed, and no other. */
export async function checkFiles(zip: OpenZip, { files }: Manifest): Promise<PackageCheck> {
  const faults: string[] = [];
  for (const file of files) {
    const fault = await faultOf(zip, file);
    if (fault !== undefined) faults.push(`${file.path}: ${fault}`);
  }
  const listed = new Set([...files.map(({ path }) => path), ...signatureFiles]);
  for (const path of zip.sizes.keys())
    if (!listed.has(path)) faults.push(`${path}: it is not in the manifest`);
  if (faults.length === 0) return { name: 'files', ok: true, why: `${files.length} files` };
  const more = faults.length > mostNamed ? [`and ${faults.length - mostNamed} more`] : [];
  return { name: 'files', ok: false, why: [...faults.slice(0, mostNamed), ...more].join('; ') };
}

async function faultOf(zip: OpenZip, { path, sha256, bytes }: ListedFile): Promise<string | undefined> {
  const size = zip.sizes.get(path);
  if (size === undefined) return 'it is not in the package';
  if (size !== bytes) return `it has ${size} bytes, and the manifest says ${bytes}`;
  const read = await orTrouble(() => hashOf(zip, path));
  if ('why' in read) return read.why;
  return read.value === sha256 ? undefined : `its SHA-256 is ${read.value}, and the manifest says ${sha256}`;
}

async function hashOf(zip: OpenZip, path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of zip.read(path)) hash.update(part);
  return hash.digest('hex');
}
