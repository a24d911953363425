import { keepCollections } from '../../src/evidence/collection/index.ts';
import { checkDocuments } from '../../src/evidence/custody/index.ts';
import { runLedger, watchLedger } from '../../src/evidence/ledger/index.ts';
import { makeAskedSnapshots } from '../../src/evidence/snapshot/index.ts';
import { applyHolds } from '../../src/evidence/retention/index.ts';
import { Tries } from '../../src/platform/telemetry/index.ts';
import { responder } from '../app-role.ts';
import { appFor } from '../invocation.ts';
import { evidenceWorkflow } from '../workflows/evidence.ts';
import { workflows } from '../workflows/start.ts';
import { workflowsOf } from '../workflows/workflows-of.ts';

/** Every hour: appends to the ledger, and sets holds on what was written since. */
responder.timer('ledger', {
  schedule: '0 2 * * * *',
  handler: async (_timer, context) => {
    const { evidence, ports } = await appFor(context);
    if (!evidence) return;
    const tries = new Tries(ports.log);
    await tries.run('containers', () => evidence.create());
    await tries.run('ledger', () => runLedger({ ...evidence.recording, log: ports.log }));
    await tries.run('holds', () => applyHolds({ ...evidence.holding, log: ports.log }));
    tries.end();
  },
});

/** Every night: verifies the ledger, the tables against it, and the documents that people attest by. */
responder.timer('ledger-verification', {
  schedule: '0 45 4 * * *',
  handler: async (_timer, context) => {
    const { evidence, ports } = await appFor(context);
    if (!evidence) return;
    const tries = new Tries(ports.log);
    await tries.run('ledger', () => watchLedger({ ...evidence.recording, log: ports.log }));
    await tries.run('documents', () => checkDocuments(evidence.custody));
    tries.end();
  },
});

/** Every minute: begins the collection that is due, keeps each going that is open, and makes the snapshots that were asked for. */
responder.timer('evidence-due', {
  schedule: '40 * * * * *',
  extraInputs: [workflows],
  handler: async (_timer, context) => {
    const { evidence, ports } = await appFor(context);
    if (!evidence?.collecting) return;
    const { collecting, snapshots } = evidence;
    const tries = new Tries(ports.log);
    await tries.run('collections', () =>
      keepCollections(workflowsOf(evidenceWorkflow, context), { ...collecting, log: ports.log }),
    );
    if (snapshots) await tries.run('snapshots', () => makeAskedSnapshots({ ...snapshots, log: ports.log }));
    tries.end();
  },
});
