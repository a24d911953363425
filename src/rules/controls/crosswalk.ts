import * as z from 'zod';
import { appRoot } from '../../base/index.ts';
import { CatalogueError, openDataFolder } from './data-folder.ts';
import type { Catalogue } from './types.ts';

const file = 'hitrust-crosswalk.json';

const crosswalk = z.strictObject({
  /** The source that the mapping comes from. */
  derivation: z.string().min(1),
  references: z.record(
    z.string().regex(/^\d{2}\.[a-z]{1,2}$/, 'must be a control reference like 01.c'),
    z.array(z.string()).min(1),
  ),
});

/** Citations of the Security Rule that a group of a HITRUST initiative stands for; none: no crosswalk exists. */
export type Crosswalk = (group: string) => readonly string[];

/**
 * Reads the crosswalk from HITRUST control references to safeguards.
 * Groups are named `hipaa-0101.00a1Organizational.123-00.a` and `HITRUST_CSF_v11.3_01.c`: the reference stands at the end.
 * @throws CatalogueError where a citation is none that policies can help to show
 */
export function loadCrosswalk(catalogue: Pick<Catalogue, 'control'>, directory?: string | URL): Crosswalk {
  const folder = openDataFolder(directory ?? new URL('controls/', appRoot));
  const { references } = folder.read(file, crosswalk);
  for (const [reference, citations] of Object.entries(references)) {
    const wrong = citations.find((id) => !catalogue.control(id)?.proofs.includes('policies'));
    if (wrong !== undefined)
      throw new CatalogueError(file, `references.${reference}`, `${wrong} is not shown by policies`);
  }
  return (group) => {
    const reference = /(?:hipaa-.*-|HITRUST_.*_)(\d{2}\.[a-z]{1,2})$/i.exec(group)?.[1];
    return references[reference?.toLowerCase() ?? ''] ?? [];
  };
}
