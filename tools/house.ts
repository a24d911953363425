import { join } from 'node:path';
import { house } from './boundaries.ts';
import { wings } from './boundaries/wings.ts';
import { unusedArrows } from './house/arrows.ts';
import { readModules } from './house/read-modules.ts';
import { ruleLines, sizesTable, sizesVerdict } from './house/report.ts';
import { rules } from './house/rules.ts';
import { sizesOfWings } from './house/sizes.ts';

/** Says how large the wings of src/ are and which rules of the house are broken, each with its places. Exit code 1 where one is. */
const modules = await readModules(join(import.meta.dirname, '..'));
const sizes = sizesOfWings(modules, Object.keys(wings));
const all = sizes.at(-1);
const found = Object.entries(rules).map(([title, rule]) => ({ title, findings: rule(modules, house) }));

console.log(sizesTable(sizes));
if (all) console.log(`\n${sizesVerdict(all)}`);
for (const { title, findings } of found) console.log(`\n${ruleLines(title, findings)}`);
const unused = unusedArrows(modules, house);
if (unused.length > 0) console.log(`\ngiven by tools/boundaries.ts and not used: ${unused.join(', ')}`);
process.exitCode = found.every(({ findings }) => findings.length === 0) ? 0 : 1;
