import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipFolder } from './zip-folder.ts';

/**
 * `npm run zip`: builds the app, and writes `out/phiwatch.zip`, which both apps are deployed from, and `out/sbom.cdx.json`, what is in it
 * (CycloneDX, by npm). From the same sources come the same bytes of the zip.
 */
const root = join(import.meta.dirname, '..');
const out = join(root, 'out');
mkdirSync(out, { recursive: true });
const zip = await zipFolder(join(root, 'dist'));
writeFileSync(join(out, 'phiwatch.zip'), zip);
const npm = ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--omit', 'optional'];
const sbom = execFileSync('npm', npm, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
writeFileSync(join(out, 'sbom.cdx.json'), sbom);
const { components } = JSON.parse(sbom) as { components: unknown[] };
console.log(
  `out/phiwatch.zip    ${(zip.length / 1_048_576).toFixed(1)} MB  sha256 ${createHash('sha256').update(zip).digest('hex')}`,
);
console.log(`out/sbom.cdx.json   ${components.length} packages`);
