import { z } from 'zod';
import { health } from '../../src/assurance/posture/index.ts';
import { undelivered } from '../../src/notifications/outbox/index.ts';
import { logLags } from '../../src/phi-access/collection/index.ts';
import { can } from '../../src/platform/auth/index.ts';
import { writerRefusal } from '../../src/response/remediation/index.ts';
import { missingHostSettings } from '../../src/app/index.ts';
import { appAtTheDoor } from '../invocation.ts';
import { alive, health as healthAnswer } from './answers/health.ts';
import { route } from './route.ts';

const detail = { roles: ['Operator', 'Reader'] } as const;

route({
  name: 'health',
  method: 'GET',
  path: 'health',
  summary: 'Shows that the app is alive, to anyone; with the token of a Reader or an Operator, its health.',
  roles: 'public',
  answers: { 200: () => z.union([healthAnswer(), alive()]) },
  handler: async ({ request, context }) => {
    const parts = await appAtTheDoor(context);
    const { access, tenant, ports, sending, version, watching, responsePorts } = parts;
    const who = await access.authenticate(request.headers.get('authorization'));
    if (who.kind !== 'accepted' || !can(who.caller, detail).allowed)
      return { status: 200, json: { status: 'alive' } } as const;
    await tenant.policies.upToDate();
    const messages = { channels: [...sending.channels.keys()], undelivered: await undelivered(sending) };
    const logs = watching.review && { behind: await logLags(watching.review) };
    const refused = await writerRefusal(responsePorts.remediation);
    const missing = missingHostSettings(process.env);
    return {
      status: 200,
      json: {
        version,
        ...(await health(ports)),
        messages,
        ...(logs && { logs }),
        // Whatever else is well: nothing is remediated until somebody has looked at it.
        ...(missing.length > 0 && { status: 'degraded' as const, hostLacks: missing }),
        ...(refused && { status: 'degraded' as const, writesRefused: refused }),
      },
    };
  },
});
