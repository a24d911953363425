import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatted } from '../formatted.ts';
import { documentedSettings } from './documented-settings.ts';
import { withTables } from './page.ts';
import { sampleOf } from './sample.ts';

/** Both files that come from the descriptions of the settings, each with what it says and what it should say. */
export async function written(root: string): Promise<{ path: string; is: string; shall: string }[]> {
  const settings = documentedSettings();
  const page = join(root, 'docs/settings.md');
  const sample = join(root, 'local.settings.sample.json');
  const [text, values] = await Promise.all([readFile(page, 'utf8'), readFile(sample, 'utf8')]);
  return [
    {
      path: page,
      is: text,
      shall: await formatted(page, withTables(text, settings)),
    },
    {
      path: sample,
      is: values,
      shall: await formatted(sample, JSON.stringify(sampleOf(settings))),
    },
  ];
}
