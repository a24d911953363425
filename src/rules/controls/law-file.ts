import * as z from 'zod';
import { CatalogueError } from './data-folder.ts';
import type { DataFolder } from './data-folder.ts';
import { sectionOf } from './control-file.ts';
import type { Law } from './types.ts';

const file = 'law.json';

const day = z.iso.date('must be a day like 2026-11-01');

const law = z.strictObject({
  /** The day whose text was compared. */
  asOf: day,
  comparedWith: z.string().min(1),
  sections: z.record(
    z.string().regex(/^164\.\d{3}$/),
    z.strictObject({ title: z.string().min(1), source: z.url({ protocol: /^https$/ }) }),
  ),
  proposed: z.array(
    z.strictObject({
      title: z.string().min(1),
      source: z.url({ protocol: /^https$/ }),
      status: z.string().min(1),
    }),
  ),
});

/** Reads the sections of the law that safeguards cite. Throws `CatalogueError` where a citation has no source. */
export function readLaw(folder: DataFolder, ids: readonly string[]): Law {
  const read = folder.read(file, law);
  const missing = ids.find((id) => id.startsWith('164.') && !(sectionOf(id) in read.sections));
  if (missing !== undefined)
    throw new CatalogueError(file, 'sections', `must have the section that ${missing} cites`);
  return read;
}
