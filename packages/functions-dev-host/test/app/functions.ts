/** A small app with one function of every kind that the host knows; `seen` hands out what ran. */
import {
  app,
  type HttpRequest,
  type HttpResponseInit,
  type InvocationContext,
  type Timer,
} from '@azure/functions';

interface Seen {
  function: string;
  input: unknown;
  metadata?: unknown;
}

const seen: Seen[] = [];
const gate = Promise.withResolvers<void>();
const address = process.env.WEBSITE_HOSTNAME;

app.hook.preInvocation((context) => {
  if (context.invocationContext.functionName === 'hooked') context.inputs = ['changed by a hook'];
});

app.hook.log((context) => {
  if (context.message === 'rewrite me') context.message = 'rewritten';
});

app.http('hello', {
  route: 'hello/{name}',
  authLevel: 'function',
  handler: (request: HttpRequest, context: InvocationContext) => {
    context.log(`greeting ${request.params.name}`);
    return {
      jsonBody: {
        name: request.params.name,
        tags: request.query.get('tag'),
        agent: request.headers.get('x-agent'),
        url: request.url.split('?')[0],
        greeting: process.env.GREETING,
        address,
        trace: context.traceContext?.traceParent,
      },
    };
  },
});
app.http('open', {
  handler: () => ({
    status: 201,
    body: 'open',
    cookies: [{ name: 'a', value: 'b c', path: '/', httpOnly: true }],
  }),
});
app.http('secret', { authLevel: 'admin', handler: () => ({ body: 'secret' }) });
app.http('echo', {
  methods: ['PUT'],
  handler: async (request) => ({
    body: Buffer.from(await request.arrayBuffer()),
    headers: { 'content-type': 'application/octet-stream' },
  }),
});
app.http('files', {
  route: 'files/{*path}',
  methods: ['GET'],
  handler: (request) => ({ jsonBody: request.params }),
});
app.http('parts', {
  route: 'boxes/{box}/parts/{part}',
  methods: ['GET'],
  authLevel: 'anonymous',
  handler: (request) => ({ jsonBody: request.params }),
});
app.http('items', {
  route: 'items/{id:int}',
  methods: ['GET'],
  handler: (request) => ({ jsonBody: request.params }),
});
// The types want an answer, the runtime does not.
app.http('nothing', { handler: (): HttpResponseInit => undefined as unknown as HttpResponseInit });
app.http('broken', {
  handler: () => {
    throw new Error('broken on purpose');
  },
});
app.http('hooked', { handler: (input) => ({ jsonBody: input }) });
app.http('quiet', {
  handler: (_, context) => {
    context.log('not to be seen');
    context.warn('to be seen');
    context.warn('rewrite me');
    return { status: 200 };
  },
});
app.http('seen', { handler: () => ({ jsonBody: seen }) });
app.http('off', { handler: () => ({ status: 200 }) });

app.http('slow', {
  handler: async () => {
    seen.push({ function: 'slow', input: 'started' });
    await gate.promise;
    return { body: 'finished' };
  },
});
// Lets `slow` go on only after the host has begun to stop.
process.once('SIGTERM', () => setTimeout(gate.resolve, 100));

app.timer('nightly', {
  schedule: '%NIGHTLY%',
  handler: (timer: Timer) => {
    seen.push({ function: 'nightly', input: timer });
  },
});
app.timer('atStart', {
  schedule: '0 0 3 1 1 *',
  runOnStartup: true,
  handler: (timer: Timer) => {
    seen.push({ function: 'atStart', input: timer });
  },
});

app.storageQueue('work', {
  queueName: '%WORK_QUEUE%',
  connection: 'Storage',
  handler: (message, context) => {
    seen.push({ function: 'work', input: message, metadata: context.triggerMetadata });
    const { failTimes = 0, hangs = false } = message as { failTimes?: number; hangs?: boolean };
    // As if the process were busy with it when it is killed.
    if (hangs && context.triggerMetadata?.dequeueCount === 1) return new Promise(() => {});
    if (Number(context.triggerMetadata?.dequeueCount) <= failTimes) throw new Error('failed on purpose');
    return undefined;
  },
});

app.eventGrid('changed', {
  handler: (event, context) => {
    seen.push({ function: 'changed', input: event, metadata: context.triggerMetadata });
    if (event.subject === 'bad') throw new Error('bad event');
  },
});
