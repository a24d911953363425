import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const web = join(import.meta.dirname, '../../web');

/** Those that the page has a use for, as WAI-ARIA spells them: a browser ignores any other without a word. */
const known = new Set(['aria-describedby', 'aria-label', 'aria-labelledby', 'aria-live']);

test('the page uses only attributes that WAI-ARIA knows', () => {
  const used = readdirSync(web)
    .filter((name) => /\.(?:ts|html|css)$/.test(name))
    .flatMap((name) => readFileSync(join(web, name), 'utf8').match(/\baria-[a-z]+/g) ?? []);
  expect(used).toContain('aria-labelledby');
  expect(used.filter((name) => !known.has(name))).toEqual([]);
});
