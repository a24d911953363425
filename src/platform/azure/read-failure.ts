import type { ReadFailure } from './types.ts';

export type Transient = Extract<ReadFailure, { kind: 'throttled' | 'failed' }>;

/** Trouble that passes by itself: wait and read again. What is left is no answer and will not become one. */
export function isTransient(failure: ReadFailure): failure is Transient {
  return failure.kind === 'throttled' || failure.kind === 'failed';
}

const words: Readonly<Record<ReadFailure['kind'], string>> = {
  denied: 'read denied',
  throttled: 'read throttled',
  failed: 'read failed',
  malformed: 'answer not understood',
  unmapped: 'no way to read it',
};

/** In words, for a state's reason. */
export function failureReason({ kind, reason }: ReadFailure): string {
  return `${words[kind]} (${reason})`;
}

/** Seconds that it asks to wait; 0: none. */
export function waitOf(failure: ReadFailure): number {
  return failure.kind === 'throttled' ? failure.retryAfterSeconds : 0;
}

/** Seconds to wait where a throttled answer does not say: about the window by which Resource Manager fills its buckets again. */
export const usualPause = 30;
