/** An app of Durable Functions for the tests of the development host. */
import { app, type HttpRequest, type InvocationContext } from '@azure/functions';
import * as df from 'durable-functions';
import type { OrchestrationContext, OrchestrationHandler, Task } from 'durable-functions';
import type { Leaf, Program, Step } from './program.ts';

/** How often each activity has run in this process, by the key of its step. */
const runs = new Map<string, number>();

const ran = (key: string): number => {
  runs.set(key, (runs.get(key) ?? 0) + 1);
  return runs.get(key) ?? 0;
};

df.app.activity('value', {
  handler: ({ key, value }: { key: string; value: number }) => {
    ran(key);
    return { value };
  },
});

df.app.activity('flaky', {
  handler: ({ key, fails }: { key: string; fails: number }) => {
    const run = ran(key);
    if (run <= fails) throw new Error(`failure ${run}`);
    return { run };
  },
});

function taskOf(context: OrchestrationContext, leaf: Leaf): Task {
  switch (leaf.do) {
    case 'activity':
      return context.df.callActivity('value', { key: leaf.key, value: leaf.value });
    case 'timer':
      return context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + leaf.ms));
    case 'event':
      return context.df.waitForExternalEvent(leaf.name);
    default:
      return context.df.callSubOrchestrator('interpret', { program: leaf.program, round: 0, results: [] });
  }
}

function* step(context: OrchestrationContext, each: Step): Generator<Task, unknown, unknown> {
  switch (each.do) {
    case 'flaky': {
      const { key, fails, attempts } = each;
      try {
        return yield context.df.callActivityWithRetry('flaky', new df.RetryOptions(1, attempts), {
          key,
          fails,
        });
      } catch {
        return 'failed';
      }
    }
    case 'all':
      return yield context.df.Task.all(each.of.map((leaf) => taskOf(context, leaf)));
    case 'race': {
      const end = context.df.currentUtcDateTime.getTime() + each.days * 86_400_000;
      const timer = context.df.createTimer(new Date(end));
      const task = taskOf(context, each.against);
      const winner = yield context.df.Task.any([task, timer]);
      if (winner === timer) return 'late';
      timer.cancel();
      return task.result ?? null;
    }
    default:
      return (yield taskOf(context, each)) ?? null;
  }
}

interface Interpreted {
  readonly program: Program;
  readonly round: number;
  readonly results: readonly unknown[];
}

const interpret: OrchestrationHandler = function* (context) {
  const { program, round, results } = context.df.getInput<Interpreted>();
  const found: unknown[] = [...results];
  for (const each of program.steps) {
    found.push((yield* step(context, each)) ?? null);
    context.df.setCustomStatus({ round, steps: found.length });
  }
  if (round < program.again) {
    context.df.continueAsNew({ program, round: round + 1, results: found });
    return undefined;
  }
  return found;
};
df.app.orchestration('interpret', interpret);

df.app.orchestration('failing', function* (context) {
  yield context.df.callActivity('value', { key: 'failing', value: 1 });
  throw new Error('it cannot be done');
});

df.app.orchestration('losing', function* (context) {
  const timer = context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 3_600_000));
  const task = context.df.callActivity('value', { key: 'losing', value: 1 });
  yield context.df.Task.any([task, timer]);
  return 'returned';
});

app.http('start', {
  methods: ['POST'],
  authLevel: 'anonymous',
  route: 'start/{name}/{id?}',
  extraInputs: [df.input.durableClient()],
  handler: async (request: HttpRequest, context: InvocationContext) => {
    const client = df.getClient(context);
    const { name = '', id } = request.params;
    const input = await request.json();
    const instanceId = await client.startNew(name, { input, ...(id && { instanceId: id }) });
    return client.createCheckStatusResponse(request, instanceId);
  },
});

app.http('runs', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'runs',
  handler: () => ({ jsonBody: Object.fromEntries(runs) }),
});

app.http('purge', {
  methods: ['POST'],
  authLevel: 'anonymous',
  route: 'purge',
  extraInputs: [df.input.durableClient()],
  handler: async (_request: HttpRequest, context: InvocationContext) => {
    const { Completed, Failed, Terminated } = df.OrchestrationRuntimeStatus;
    const jsonBody = await df.getClient(context).purgeInstanceHistoryBy({
      createdTimeFrom: new Date(0),
      createdTimeTo: new Date(),
      runtimeStatus: [Completed, Failed, Terminated],
    });
    return { jsonBody };
  },
});
