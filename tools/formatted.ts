import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'oxfmt';
import type { FormatConfig } from 'oxfmt';

/** Returns the text as `npm run format` would write it to a file of this name. */
export async function formatted(file: string, text: string): Promise<string> {
  const config = await readFile(join(import.meta.dirname, '../.oxfmtrc.json'), 'utf8');
  const { code, errors } = await format(file, text, JSON.parse(config) as FormatConfig);
  if (errors.length > 0) throw new Error(`${file} cannot be formatted: ${errors[0]?.message}`);
  return code;
}
