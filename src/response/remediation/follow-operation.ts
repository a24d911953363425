import { at } from '../../base/index.ts';
import { unsettledState } from '../../platform/azure/index.ts';
import type { OperationStanding } from '../../platform/azure/index.ts';
import type { WriteEnd, WriteOperation, WriteRecord } from '../../platform/store/index.ts';
import { sideOf } from './plan.ts';
import type { RemediationPorts } from './ports.ts';
import { taskNameOf } from './send-write.ts';

type Followed =
  | { readonly kind: 'running'; readonly seconds: number; readonly why: string }
  | { readonly kind: 'ended'; readonly end: WriteEnd };

/** The standing of what Azure does for us; `nothing`: a remediation task has found nothing to deploy. */
type Standing = OperationStanding | { readonly kind: 'nothing'; readonly why: string };

/** Providers take minutes, and a database server may take an hour. Beyond that, people look. */
const longestHours = 2;

/** Seconds between two looks, where Azure does not ask for more: the longer it takes, the rarer. */
const pauses = [
  { within: 120, pause: 10 },
  { within: 600, pause: 30 },
  { within: longestHours * 3600, pause: 60 },
] as const;

/** Looks how the operation stands by which Azure carries out a write, and says how the write has ended once it has. */
export async function followOperation(
  { intent, operation }: WriteRecord & { readonly operation: WriteOperation },
  ports: RemediationPorts,
): Promise<Followed> {
  const now = ports.clock.now().toISOString();
  const elapsed = (at(now) - at(operation.at)) / 1000;
  const early = (operation.retryAfterSeconds ?? 0) - elapsed;
  if (early > 0) return running(Math.ceil(early), undefined);
  const standing = await standingOf(intent, operation, ports);
  const call = {
    ...(operation.status !== undefined && { status: operation.status }),
    ...(operation.requestId !== undefined && { requestId: operation.requestId }),
    at: now,
  };
  switch (standing.kind) {
    case 'succeeded':
      return { kind: 'ended', end: { result: 'applied', ...call } };
    case 'failed':
    case 'nothing':
      return { kind: 'ended', end: { result: standing.kind, ...call, why: standing.why } };
    default: {
      const seen = standing.why === undefined ? '' : `; the last look gave: ${standing.why}`;
      if (elapsed >= longestHours * 3600)
        return {
          kind: 'ended',
          end: {
            result: 'unfinished',
            ...call,
            why: `the operation has not ended within ${longestHours} hours${seen}`,
          },
        };
      const pause = pauses.find(({ within }) => elapsed < within)?.pause ?? 60;
      const asked = standing.kind === 'running' ? (standing.retryAfterSeconds ?? 0) : 0;
      return running(Math.max(pause, asked), standing.why);
    }
  }
}

function running(seconds: number, why: string | undefined): Followed {
  const said = why === undefined ? '' : ` (${why})`;
  return { kind: 'running', seconds, why: `the operation is running in Azure${said}` };
}

async function standingOf(
  intent: WriteRecord['intent'],
  { kind, url }: WriteOperation,
  ports: RemediationPorts,
): Promise<Standing> {
  if (kind === 'task') return taskStanding(intent, ports);
  if (kind === 'untold' || url === undefined) return shown(intent, ports);
  const { writer } = ports;
  if (!writer) return { kind: 'running', why: 'this deployment has no identity that may look' };
  const standing = await writer.follow({ kind, url });
  if (standing.kind !== 'lost') return standing;
  const seen = await shown(intent, ports);
  return seen.kind === 'running' ? { ...seen, why: `${standing.why}; ${seen.why ?? ''}` } : seen;
}

/** Reads the resource, where nothing else tells of the operation. That it shows the earlier values means nothing yet. */
async function shown(
  { target, changes }: WriteRecord['intent'],
  { reader }: RemediationPorts,
): Promise<Standing & { readonly why?: string }> {
  const read = await reader.get(target);
  if (read.kind === 'gone') return { kind: 'failed', why: 'the resource was deleted' };
  if (read.kind !== 'found') return { kind: 'running', why: read.reason };
  const unsettled = unsettledState(read.resource);
  if (unsettled) return { kind: 'running', why: `the resource is ${unsettled}` };
  return sideOf(read.resource, changes) === 'after'
    ? { kind: 'succeeded' }
    : { kind: 'running', why: 'the resource does not show the change' };
}

/** https://learn.microsoft.com/azure/governance/policy/how-to/remediate-resources */
async function taskStanding(intent: WriteRecord['intent'], { tasks }: RemediationPorts): Promise<Standing> {
  const task = await tasks?.read({ resourceId: intent.resourceId, name: taskNameOf(intent) });
  if (task?.kind !== 'read') return { kind: 'running', why: 'its task cannot be read' };
  const { state, deployments, failed } = task.value;
  if (state === 'Running') return { kind: 'running' };
  if (failed > 0)
    return { kind: 'failed', why: `${failed} of ${deployments} deployments of the remediation task failed` };
  if (state !== 'Succeeded') return { kind: 'failed', why: `the remediation task ended as ${state}` };
  return deployments === 0
    ? { kind: 'nothing', why: 'Azure found nothing to remediate' }
    : { kind: 'succeeded' };
}
