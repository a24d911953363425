import { unknowns } from '../../src/assurance/posture/index.ts';
import { roles } from '../../src/platform/auth/index.ts';
import { judging } from '../parts.ts';
import { secured } from './guard.ts';

/** What is not known, or could not be confirmed: the longest first. */
judging.http('unknowns', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'unknowns',
  handler: secured({ roles }, async (_request, { parts }) => ({
    jsonBody: { unknowns: await unknowns(parts.ports) },
  })),
});
