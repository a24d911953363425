import { createNoticeSender, runDue } from '../../src/assurance/deadlines/index.ts';
import { createPublishRun } from '../../src/notifications/publishing/index.ts';
import { Tries } from '../../src/platform/telemetry/index.ts';
import { responder } from '../app-role.ts';
import { appFor } from '../invocation.ts';

const sendNotices = createNoticeSender();
const publish = createPublishRun();

/**
 * Every minute: what is due of the responses to drifts, notices, and what waits to be sent; and drifts, and what became of them, for
 * others to build on, where the settings name somewhere to send them. One timer, for Azure gives each an instance of its own.
 */
responder.timer('every-minute', {
  schedule: '0 * * * * *',
  handler: async (_timer, context) => {
    const { responsePorts, response, sending, ports } = await appFor(context);
    const { records, incidents } = ports;
    const tries = new Tries(ports.log);
    await Promise.all([
      tries.run('due', () => runDue({ ...responsePorts, records, incidents }, sending, sendNotices)),
      tries.run('publish', () => publish({ ...response.publish, ...ports })),
    ]);
    tries.end();
  },
});
