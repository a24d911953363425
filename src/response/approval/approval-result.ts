import type { z } from 'zod';
import { firstIssue } from '../../base/index.ts';
import type { Permission } from '../../platform/auth/index.ts';
import { applyTransition } from '../responses/index.ts';
import type {
  Response,
  ResponsePorts,
  ResponseTransition,
  TransitionResult,
  TriageResult,
} from '../responses/index.ts';

/** As other decisions, or refused to this caller. */
export type Approved =
  | TriageResult
  | { readonly kind: 'forbidden'; readonly why: Extract<Permission, { allowed: false }>['why'] };

type Refused = Exclude<Approved, { kind: 'done' | 'missing' }>;

export type Outcome = ResponseTransition | Refused;

/** Changes a response by what somebody decides of it, or says why it cannot be. */
export async function changeResponse(
  id: string,
  ports: ResponsePorts,
  decide: (response: Response, now: string) => Outcome,
): Promise<Approved> {
  let trouble: Refused | undefined;
  const advanced: TransitionResult = await applyTransition(id, ports, (response, now) => {
    const outcome = decide(response, now);
    trouble = 'kind' in outcome ? outcome : undefined;
    return 'kind' in outcome ? undefined : outcome;
  });
  if (advanced.kind === 'not-found') return { kind: 'not-found' };
  return trouble ?? { kind: 'done', response: advanced.response };
}

export function invalidInput(error: z.ZodError): Refused {
  return { kind: 'invalid', ...firstIssue(error) };
}
