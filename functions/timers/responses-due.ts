import { createNoticeSender, runDue } from '../../src/assurance/deadlines/index.ts';
import { responder } from '../app-role.ts';
import { appFor } from '../invocation.ts';

const sendNotices = createNoticeSender();

/** Every minute: what is due of the responses to drifts, notices, and what waits to be sent. */
responder.timer('responses-due', {
  schedule: '0 * * * * *',
  handler: async (_timer, context) => {
    const { responsePorts, sending, ports } = await appFor(context);
    const { records, incidents } = ports;
    await runDue({ ...responsePorts, records, incidents }, sending, sendNotices);
  },
});
