import { createNoticeSender, runDue } from '../../src/assurance/deadlines/index.ts';
import { appFor } from '../invocation.ts';
import { responding } from '../parts.ts';

const tellNotices = createNoticeSender();

/** Every minute: what is due of the answers to drifts, notices, and what waits to be sent. */
responding.timer('responses-due', {
  schedule: '0 * * * * *',
  handler: async (_timer, context) => {
    const { answering, sending, ports } = await appFor(context);
    const { records, incidents } = ports;
    await runDue({ ...answering, records, incidents }, sending, tellNotices);
  },
});
