import { benchAccess } from './access.ts';
import { benchChange } from './change.ts';
import { benchComparison } from './comparison.ts';
import { benchDurable } from './durable.ts';
import { benchEvaluate } from './evaluate.ts';
import { benchFullScan } from './full-scan.ts';
import { benchLogs } from './logs.ts';
import { benchModuleLoad } from './module-load.ts';
import { benchPolicyLimits } from './policy-limits.ts';
import { benchRecovery } from './recovery.ts';
import { benchScan } from './scan.ts';
import { benchSnapshot } from './snapshot.ts';
import { benchStorm } from './storm.ts';

/** `npm run bench [evaluate limits change load scan full-scan comparison recovery durable snapshot storm logs access]`: everything, or the parts named. */
const parts: Readonly<Record<string, () => void | Promise<void>>> = {
  evaluate: benchEvaluate,
  limits: benchPolicyLimits,
  change: benchChange,
  load: benchModuleLoad,
  scan: benchScan,
  'full-scan': benchFullScan,
  comparison: benchComparison,
  recovery: benchRecovery,
  durable: benchDurable,
  snapshot: benchSnapshot,
  storm: benchStorm,
  logs: benchLogs,
  access: benchAccess,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`no benchmark is called ${unknown.join(', ')}; there are: ${Object.keys(parts).join(', ')}`);
  process.exit(1);
}
for (const [name, run] of Object.entries(parts))
  if (wanted.length === 0 || wanted.includes(name)) await run();
