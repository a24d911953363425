import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatted } from './formatted.ts';
import { rules } from './sentinel/rules.ts';
import { sentinelTemplate } from './sentinel/template.ts';

/** Writes the analytics rules of Sentinel, from the queries that the app itself asks. */
const file = join(import.meta.dirname, '../infra/sentinel/rules.json');
const text = JSON.stringify(sentinelTemplate(rules));
await writeFile(file, await formatted(file, text));
console.log(`infra/sentinel/rules.json has ${rules.length} rules`);
