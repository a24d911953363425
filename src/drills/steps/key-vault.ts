import type { ComponentRun, DrillCheck } from '../model/index.ts';
import { withFinding } from './findings.ts';
import type { Step, StepContext, StepPorts } from './ports.ts';
import { afterRead, failed, finished, later } from './progress.ts';
import { factsOf, propertiesOf, textIn } from './properties.ts';

/** The parts of the exercise with the drill key, in their order. A restore of its backup needs another vault, as its name is kept while it is deleted. */
const parts = ['create', 'backup', 'remove', 'recover'] as const;

const mostTries = 20;

/**
 * A Key Vault: its own keys are never touched. In the drill vault a key whose name carries the drill is made, backed up, deleted and
 * recovered. Keys of a vault stay usable in a failover of its region, but nothing can be changed meanwhile.
 * https://learn.microsoft.com/azure/key-vault/general/disaster-recovery-guidance
 */
export const keyVaultStep: Step = async (run, context, ports) => {
  if (run.status === 'waiting') return prepare(run, context, ports);
  const { keys, clock } = ports;
  const vault = run.facts['drillVault'] ?? '';
  const name = drillKeyOf(context.drillId);
  const at = parts.findIndex((part) => !run.checks.some((check) => check.name === part));
  const part = parts[at];
  if (!keys || part === undefined) return finished(run, [], clock.now().toISOString());
  const step = await keys[part](vault, name);
  const now = clock.now().toISOString();
  if (step.kind === 'failed' && run.tries < mostTries) return later({ ...run, tries: run.tries + 1 }, now);
  const check: DrillCheck = {
    name: part,
    outcome: step.kind === 'done' ? 'passed' : 'failed',
    detail: step.kind === 'done' ? `key ${name} of the drill vault` : step.why,
  };
  const next = { ...run, checks: [...run.checks, check], tries: 0 };
  return step.kind === 'failed' || at === parts.length - 1 ? finished(next, [], now) : later(next, now, 1);
};

async function prepare(
  run: ComponentRun,
  context: StepContext,
  { azure, keys, clock }: StepPorts,
): Promise<ComponentRun> {
  const { resourceId } = run.component;
  const target = context.plan.targets.keyVault ?? '';
  const [source, vault] = [await azure.read(resourceId), await azure.read(target)];
  const now = clock.now().toISOString();
  if (source.kind === 'gone')
    return failed(run, 'it is not there: the plan names a resource that does not exist');
  if (source.kind !== 'found') return afterRead(run, resourceId, source, now);
  if (vault.kind === 'gone') return failed(run, `the drill vault ${target} is not there`);
  if (vault.kind !== 'found') return afterRead(run, target, vault, now);
  const properties = propertiesOf(source.resource);
  const isProtected = properties['enablePurgeProtection'] === true;
  const facts = factsOf({
    drillVault: textIn(propertiesOf(vault.resource)['vaultUri']),
    softDeleteDays:
      typeof properties['softDeleteRetentionInDays'] === 'number'
        ? properties['softDeleteRetentionInDays']
        : undefined,
    purgeProtection: isProtected,
    inFailover: 'keys can be used, not changed',
  });
  const read = { ...run, facts };
  const known = isProtected
    ? read
    : withFinding(
        read,
        'purge-protection',
        'Its deleted keys can be purged: what they encrypt would be lost',
        now,
      );
  if (!keys)
    return finished(
      { ...known, mode: 'readiness' },
      [{ name: 'key', outcome: 'not-done', detail: 'phiwatch has no way to use keys here' }],
      now,
    );
  const name = drillKeyOf(context.drillId);
  return {
    ...known,
    mode: 'exercised',
    status: 'checking',
    intent: { what: 'key', id: `${target}/keys/${name}`, at: now },
  };
}

/** The name of the key that a drill makes. */
export function drillKeyOf(drillId: string): string {
  return drillId.toLowerCase();
}
