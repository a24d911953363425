import { roles } from '../../src/auth/index.ts';
import { unknowns } from '../../src/compliance/index.ts';
import { secured } from './guard.ts';
import { judging } from '../parts.ts';

/** What is not known, or could not be confirmed: the longest first. */
judging.http('unknowns', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'unknowns',
  handler: secured({ roles }, async (_request, { parts }) => ({
    jsonBody: { unknowns: await unknowns(parts.ports) },
  })),
});
