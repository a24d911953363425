import { health } from '../../src/assurance/posture/index.ts';
import { undelivered } from '../../src/notifications/outbox/index.ts';
import { logsBehind } from '../../src/phi-access/collection/index.ts';
import { can } from '../../src/platform/auth/index.ts';
import { appFor } from '../invocation.ts';
import { judging } from '../parts.ts';

const detail = { roles: ['Operator', 'Reader'] } as const;

/** That the app answers, for anyone; how it is, for those who look after it. */
judging.http('health', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'health',
  handler: async (request, context) => {
    const { access, ports, sending, version, watching } = await appFor(context);
    const who = await access.authenticate(request.headers.get('authorization'));
    if (who.kind !== 'accepted' || !can(who.caller, detail).allowed) return { jsonBody: { status: 'alive' } };
    const messages = { channels: [...sending.channels.keys()], undelivered: await undelivered(sending) };
    const logs = watching.review && { behind: await logsBehind(watching.review) };
    return { jsonBody: { version, ...(await health(ports)), messages, ...(logs && { logs }) } };
  },
});
