import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadCatalogue } from '../src/rules/controls/index.ts';
import { formatted } from './formatted.ts';
import { withActions } from './remediation-role/with-actions.ts';

/** Writes the actions of infra/remediation-role.json, which follow from the remedies of the catalogue. */
const path = join(import.meta.dirname, '..', 'infra', 'remediation-role.json');
const is = await readFile(path, 'utf8');
const shall = await formatted(path, withActions(is, loadCatalogue()));
if (is !== shall) await writeFile(path, shall);
console.log(`infra/remediation-role.json ${is === shall ? 'is as the remedies need it' : 'was written'}`);
