import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadCatalogue } from '../../src/rules/controls/index.ts';
import * as pageWords from '../../web/words.ts';

/** Whether a rule of law is kept is for people to say. What phiwatch writes tells what was found. */
const conclusion =
  /\b(violat\w*|illegal\w*|unlawful\w*|in breach of|(non-?|not )?compliant with|(non-?)?compliance with \d)/i;

const samples = join(import.meta.dirname, '../../docs/samples');

/** The state words of Azure Policy, which messages for people leave to machines. */
const stateWord = /\b(Non)?Compliant\b/;

describe('no conclusion of law', () => {
  test.each(readdirSync(samples).filter((name) => /\.(json|txt|html)$/.test(name)))('in %s', (name) => {
    const text = readFileSync(join(samples, name), 'utf8');
    expect(text).not.toMatch(conclusion);
    if (!name.endsWith('.pager.json')) expect(text).not.toMatch(stateWord);
  });

  test('in what policies say of resources', () => {
    for (const { name, title, failure = '', why, fix } of loadCatalogue().policies)
      expect(`${name}: ${[title, failure, why, fix].join(' ')}`).not.toMatch(conclusion);
  });

  test('in the words of the page', () => {
    const shown = JSON.stringify(Object.values(pageWords).filter((value) => typeof value === 'object'));
    expect(shown).not.toMatch(conclusion);
  });
});
