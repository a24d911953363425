import { Tries } from '../../platform/telemetry/index.ts';
import { beginDue } from './begin-collection.ts';
import { isAskedFor } from './finish-collection.ts';
import type { CollectionPorts } from './ports.ts';

/** The workflows of collections, as Durable Functions runs them. */
export interface CollectionWorkflows {
  standing(id: string): Promise<'absent' | 'running' | 'ended' | 'failed' | 'terminated'>;
  /** Starts it, unless one of this id runs. */
  start(id: string): Promise<void>;
}

/** Begins the collections that are due, and sees to it that each that is open has a workflow which goes on. */
export async function keepCollections(
  workflows: CollectionWorkflows,
  ports: Pick<CollectionPorts, 'collections' | 'ledger' | 'drills' | 'clock' | 'log' | 'productions'>,
): Promise<void> {
  const tries = new Tries(ports.log);
  await tries.run('begin', () => beginDue(ports));
  for (const { value } of await ports.collections.all()) {
    if (value.status === 'packed' && !(await isAskedFor(value.id, ports))) continue;
    await tries.run(value.id, async () => {
      if ((await workflows.standing(value.id)) !== 'running') await workflows.start(value.id);
    });
  }
  tries.end();
}
