import { z } from 'zod';
import manifest from '../../package.json' with { type: 'json' };
import { describeApi } from './openapi/document.ts';
import { route, routes } from './route.ts';

let description: ReturnType<typeof describeApi> | undefined;

route({
  name: 'openapi',
  method: 'GET',
  path: 'openapi.json',
  summary: 'This description of the API.',
  roles: 'public',
  answers: { 200: () => z.looseObject({ openapi: z.string(), paths: z.record(z.string(), z.unknown()) }) },
  handler: () => {
    // The same until the next deployment, and made when somebody first asks: it takes longer than a cold start has.
    description ??= describeApi(routes, manifest.version);
    return {
      status: 200,
      headers: { 'cache-control': 'public, max-age=300', 'x-content-type-options': 'nosniff' },
      json: description as { openapi: string; paths: Record<string, unknown> },
    };
  },
});
