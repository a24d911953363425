import { z } from 'zod';
import {
  approveDiscovery,
  askDiscovery,
  assessIncident,
  decideIncident,
  recordDelay,
  recordNotice,
} from '../../src/assurance/incidents/index.ts';
import { judging } from '../parts.ts';
import { readBody } from './body.ts';
import { secured } from './guard.ts';
import { answerKept } from './kept.ts';

/** What a Privacy Officer adds to an incident, each as a further version of it. */
const additions = [
  /** Asks for another day of discovery; somebody else approves it. */
  ['discovery', 'discovery', askDiscovery],
  ['discovery-approve', 'discovery/approval', approveDiscovery],
  ['assess', 'assessment', assessIncident],
  ['decide', 'decision', decideIncident],
  ['delay', 'delay', recordDelay],
  /** A notice was given. */
  ['notice', 'notices', recordNotice],
] as const;

for (const [name, route, add] of additions)
  judging.http(`incidents-${name}`, {
    methods: ['POST'],
    authLevel: 'anonymous',
    route: `incidents/{id}/${route}`,
    handler: secured({ roles: ['PrivacyOfficer'], audit: 'change' }, async (request, call) => {
      const body = await readBody(request, z.unknown());
      if (!body.ok) return body.problem;
      const { id = '' } = request.params;
      return answerKept(await add(id, body.value, call.caller, call.parts.ports), call);
    }),
  });
