import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { house } from '../boundaries.ts';
import { formatted } from '../formatted.ts';
import { lintOverrides } from './lint-overrides.ts';
import { withPicture } from './picture.ts';

/** Both files that come from the table, each with what it says and what it should say. */
export async function written(root: string): Promise<{ path: string; is: string; shall: string }[]> {
  const lint = join(root, '.oxlintrc.json');
  const page = join(root, 'docs/architecture.md');
  const [rules, text] = await Promise.all([readFile(lint, 'utf8'), readFile(page, 'utf8')]);
  const config = { ...(JSON.parse(rules) as object), overrides: lintOverrides(house) };
  const shall = await formatted(lint, JSON.stringify(config));
  return [
    { path: lint, is: rules, shall },
    { path: page, is: text, shall: withPicture(text, house) },
  ];
}
