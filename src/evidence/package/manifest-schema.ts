import { z } from 'zod';
import {
  manifestFile,
  manifestFormat,
  plainSignatureFile,
  releaseClasses,
  signatureFile,
} from '../model/index.ts';
import type { Manifest } from '../model/index.ts';
import { packageLimits } from './package-limits.ts';
import { distinctPaths, pathTrouble } from './package-paths.ts';

/** The files that no manifest lists: itself, and its signatures. */
export const signatureFiles: readonly string[] = [manifestFile, signatureFile, plainSignatureFile];

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits in lower case');
const time = z.iso.datetime();
const count = z.int().min(0);
const id = z.string().min(1).max(200);
const words = z.string().max(100_000);

const period = z.strictObject({ from: time, to: time });
const place = z.strictObject({ row: count, hash });
const gap = z.strictObject({ collector: words, scope: words.exactOptional(), reason: words });
const population = z.strictObject({
  name: words,
  count,
  source: words,
  asOf: time,
  independent: z.strictObject({ source: words, count, unexplained: z.array(words) }).exactOptional(),
  unreconciled: words.exactOptional(),
});
const file = z.strictObject({ path: z.string(), sha256: hash, bytes: count });

/** The form of a manifest. */
export const manifestSchema: z.ZodType<Manifest> = z.strictObject({
  format: z.literal(manifestFormat),
  id,
  class: z.enum(releaseClasses),
  period,
  createdAt: time,
  appVersion: words,
  catalogueVersion: words,
  gaps: z.array(gap),
  populations: z.array(population),
  ledger: z.strictObject({ from: place, to: place }),
  previous: z.strictObject({ id, sha256: hash }).nullable(),
  files: z
    .array(file)
    .max(packageLimits.entries - signatureFiles.length)
    .superRefine(requireInOrder),
});

/** Adds an issue for the first path that is wrong, there twice, or not behind the one before it. */
function requireInOrder(files: readonly z.infer<typeof file>[], context: z.RefinementCtx): void {
  const paths = distinctPaths();
  let last = '';
  for (const [index, { path }] of files.entries()) {
    const trouble =
      pathTrouble(path) ??
      paths.add(path) ??
      (signatureFiles.includes(path.toLowerCase()) ? 'is a name of the signature' : undefined) ??
      (path < last ? `stands behind ${last}: files are expected in the order of their paths` : undefined);
    if (trouble !== undefined) {
      context.addIssue({ code: 'custom', path: [index, 'path'], message: trouble });
      return;
    }
    last = path;
  }
}
