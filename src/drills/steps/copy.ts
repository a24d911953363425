import type { Resource } from '../../model/index.ts';
import type { ComponentRun } from '../model/index.ts';
import type { StepContext, StepPorts } from './ports.ts';
import { actionOf, afterRead, afterWrite, failed, failedForGood, later, without } from './progress.ts';

/** The making of a copy of one kind, and the signs that it is there. */
export interface CopyMaking {
  /** The body of the PUT that makes it. Made again from what is on record, so that it is the same after a crash. */
  body(run: ComponentRun, context: StepContext): Readonly<Record<string, unknown>>;
  /** Rights that the PUT needs besides that on the copy itself. */
  readonly linked: readonly string[];
  isReady(copy: Resource): boolean;
  /** A word by which Azure says that it will never be ready. */
  isBroken(copy: Resource): boolean;
}

/**
 * Makes a copy by one PUT of a name that is the drill's own, follows the operation, and waits until the copy is ready. Whatever answer is
 * lost, and wherever the host is killed: the name is looked up before it is written, so that there is one copy at most.
 */
export async function makeCopy(
  run: ComponentRun,
  making: CopyMaking,
  context: StepContext,
  { azure, clock }: StepPorts,
): Promise<ComponentRun> {
  const id = run.copyId ?? '';
  if (run.acceptedAt !== undefined && run.operation && run.operation.kind !== 'untold') {
    const standing = await azure.follow(run.operation);
    const now = clock.now().toISOString();
    if (standing.kind === 'running') return later(run, now, standing.retryAfterSeconds);
    if (standing.kind === 'failed')
      return failedForGood(run, `the copy ${id} could not be made: ${standing.why}`);
    // Ended, or not known any more: the copy itself tells.
    return without(run, 'operation', 'nextAt');
  }
  const found = await azure.read(id);
  const now = clock.now().toISOString();
  if (found.kind === 'found') {
    const known = { ...run, acceptedAt: run.acceptedAt ?? now };
    if (making.isBroken(found.resource)) return failed(known, `the copy ${id} cannot be used`);
    return making.isReady(found.resource)
      ? { ...without(known, 'nextAt'), status: 'checking', onlineAt: now, tries: 0 }
      : later(known, now);
  }
  if (found.kind !== 'gone') return afterRead(run, id, found, now);
  // Azure took it and shows it only once it is made.
  if (run.acceptedAt !== undefined) return notShown(run, id, now);
  const outcome = await azure.create(id, making.body(run, context), context.drillId);
  const at = clock.now().toISOString();
  const trouble = afterWrite(run, { id, actions: [actionOf(id, 'write'), ...making.linked] }, outcome, at);
  if (trouble) return trouble;
  const operation = outcome.kind === 'done' ? outcome.operation : undefined;
  return later(
    { ...run, acceptedAt: at, tries: 0, ...(operation && { operation }) },
    at,
    operation?.retryAfterSeconds,
  );
}

/** The number of looks at which a copy may not be there although its operation has ended. */
const mostLooks = 20;

function notShown(run: ComponentRun, id: string, now: string): ComponentRun {
  const tries = run.tries + 1;
  return tries > mostLooks
    ? failed(run, `the copy ${id} was accepted and is not there`)
    : later({ ...run, tries }, now);
}
