import * as z from 'zod';
import type { DataFolder } from './data-folder.ts';
import type { Guide } from './types.ts';

const guide = z.strictObject({
  portal: z.string().min(1),
  bicep: z.string().min(1),
  cis: z.array(z.string().regex(/^\d+(?:\.\d+)+$/, 'must be a number like 4.1')),
  nist80053: z
    .array(z.string().regex(/^[A-Z]{2}-[1-9]\d?(?:\([1-9]\d?\))?$/, 'must be a control id like SC-8'))
    .min(1),
});

/** Reads the guide that lies beside a policy. @param file the policy's own: `policies/<service>/<name>/policy.json` */
export function readGuide(folder: DataFolder, file: string): Guide {
  return folder.read(file.replace(/policy\.json$/, 'guide.json'), guide);
}
