import { createNoticeTeller } from '../../src/assurance/deadlines/index.ts';
import { runDue } from '../../src/response/follow-up/index.ts';
import { appFor } from '../invocation.ts';
import { responding } from '../parts.ts';

const tellNotices = createNoticeTeller();

/** Every minute: what is due of the answers to drifts, notices, and what waits to be sent. */
responding.timer('responses-due', {
  schedule: '0 * * * * *',
  handler: async (_timer, context) => {
    const { answering, sending, ports } = await appFor(context);
    await runDue({ ...answering, records: ports.records }, sending, tellNotices);
  },
});
