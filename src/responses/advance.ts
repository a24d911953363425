import { nextCall } from './schedule.ts';
import { noteStep } from './step-fact.ts';
import type { Response, ResponsePorts, Step } from './types.ts';

/** What a response becomes, and the step that says so. `undefined` takes a property away. */
export interface Change {
  readonly set: { readonly [Name in keyof Response]?: Response[Name] | undefined };
  readonly step: Omit<Step, 'n' | 'at'>;
}

/** `unchanged`: there is nothing to change any more. */
export type Advanced =
  | { readonly kind: 'advanced'; readonly response: Response }
  | { readonly kind: 'unchanged'; readonly response: Response }
  | { readonly kind: 'missing' };

/** How often others may be first. */
const mostConflicts = 10;

/**
 * Moves a response on by one step, from what it is at that moment: `decide` is asked again where somebody else was first.
 * When it is to be looked at again is written down before, so that no response is ever forgotten.
 * @param decide undefined: nothing is to be changed
 */
export async function advance(
  id: string,
  { responses, due, clock, published }: Pick<ResponsePorts, 'responses' | 'due' | 'clock' | 'published'>,
  decide: (response: Response, now: string) => Change | undefined,
): Promise<Advanced> {
  for (let tries = 0; tries < mostConflicts; tries += 1) {
    const found = await responses.read(id);
    if (!found) return { kind: 'missing' };
    const now = clock.now().toISOString();
    const change = decide(found.value, now);
    if (!change) return { kind: 'unchanged', response: found.value };
    const response = changed(found.value, change, now);
    const { nextAt } = response;
    const { nextAt: before } = found.value;
    if (nextAt !== undefined && nextAt !== before) await due.add({ id, at: nextAt });
    const step: Step = { n: response.step, at: now, ...change.step };
    await noteStep(id, step, published);
    if ((await responses.save(response, step, found.etag)) === 'conflict') continue;
    if (before !== undefined && nextAt !== before) await due.remove({ id, at: before });
    return { kind: 'advanced', response };
  }
  throw new Error(`response ${id} was changed by others ${mostConflicts} times in a row`);
}

function changed(response: Response, { set }: Change, now: string): Response {
  const whole = { ...response, ...set, step: response.step + 1 } as Response;
  const { nextAt: _before, ...rest } = whole;
  const nextAt = nextCall(whole, now)?.at;
  const entries = Object.entries({ ...rest, ...(nextAt !== undefined && { nextAt }) });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as unknown as Response;
}
