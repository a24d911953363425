import * as fc from 'fast-check';
import { expect } from 'vitest';
import { timed, trivialCall } from './watch.ts';
import type { Watched } from './watch.ts';

/** `FUZZ=10000 npx vitest run test/security` sends more than a normal run, `FUZZ_SEED=N` others. */
const { FUZZ, FUZZ_SEED } = process.env;

export const seed = Number(FUZZ_SEED ?? 14);
export const runs = (usual: number): number => Number(FUZZ ?? usual);

/** The number of times a trivial call that anything may take. */
const mostTimes = 200;

/** The one answer of 5xx that is no defect, where it is described: Azure refused what the app was asked to have it do. */
const azureRefuses = 502;

export interface FuzzOutcome {
  readonly answers: ReadonlyMap<number, number>;
  /** The slowest, in milliseconds, and how to send it again. */
  readonly slowestMs: number;
  readonly slowestOne: string;
  readonly faults: readonly string[];
}

interface Fuzzed<T> {
  readonly baseUrl: string;
  readonly arbitrary: fc.Arbitrary<T>;
  readonly count: number;
  readonly send: (one: T) => Promise<Response>;
  /** Says what is wrong with an answer; undefined: nothing. */
  readonly judge: (one: T, answer: Response) => Promise<string | undefined>;
}

/** Sends what fast-check makes of the arbitrary, one after the other, and judges each answer and its time. */
export async function fuzz<T>({ baseUrl, arbitrary, count, send, judge }: Fuzzed<T>): Promise<FuzzOutcome> {
  const trivialMs = await trivialCall(baseUrl);
  const answers = new Map<number, number>();
  const faults: string[] = [];
  const suspects: T[] = [];
  let slowestMs = 0;
  let slowestOne = '';
  for (const one of drawn(arbitrary, count)) {
    const { ms, value } = await timed(() => send(one));
    const { status } = value;
    answers.set(status, (answers.get(status) ?? 0) + 1);
    const isDefect = status >= 500 && status !== azureRefuses;
    const fault = isDefect ? `${status} ${(await value.text()).slice(0, 200)}` : await judge(one, value);
    if (fault !== undefined) faults.push(`${fault}: ${shortened(one)}`);
    if (ms > mostTimes * trivialMs) suspects.push(one);
    if (ms > slowestMs) [slowestMs, slowestOne] = [ms, shortened(one)];
  }
  for (const one of suspects.slice(0, 20)) {
    const times = await timesOf(() => send(one), baseUrl);
    if (times > mostTimes) faults.push(`${times.toFixed(0)} times a trivial call: ${shortened(one)}`);
  }
  return { answers, slowestMs, slowestOne, faults };
}

/** The quickest of three, by a trivial call beside each: the machine may have been busy with something else. */
async function timesOf(run: () => Promise<unknown>, baseUrl: string): Promise<number> {
  const times: number[] = [];
  for (let at = 0; at < 3; at += 1) times.push((await timed(run)).ms / (await trivialCall(baseUrl)));
  return Math.min(...times);
}

const part = 100;

/** Draws a part at a time: all of it would take more memory than what is watched, and keep the watch from being kept. */
export function* drawn<T>(arbitrary: fc.Arbitrary<T>, count: number): Generator<T> {
  for (let done = 0; done < count; done += part)
    yield* fc.sample(arbitrary, { numRuns: Math.min(part, count - done), seed: seed + done });
}

/** Returns lines for the summary of a run. */
export function outcomeLines(
  { answers, slowestMs, slowestOne }: FuzzOutcome,
  trivialMs: number,
): readonly string[] {
  const byStatus = [...answers].toSorted(([one], [other]) => one - other);
  return [
    `seed ${seed}; answers by status: ${byStatus.map(([status, count]) => `${status}: ${count}`).join(', ')}`,
    `slowest: ${slowestMs.toFixed(0)} ms, ${(slowestMs / trivialMs).toFixed(0)} times a trivial call: ${slowestOne.slice(0, 200)}`,
  ];
}

export function expectNoFaults({ faults }: FuzzOutcome): void {
  expect(faults.slice(0, 10), `${faults.length} faults`).toEqual([]);
}

/** Health was answered all the time, and memory has not grown without end. */
export function expectWell({ trivialMs, healthMs, slowestHealthMs, startMb, peakMb }: Watched): void {
  expect(healthMs / trivialMs).toBeLessThan(mostTimes);
  // A single one may meet a pause of the machine, but never waits for what the others have sent.
  expect(slowestHealthMs / trivialMs).toBeLessThan(5 * mostTimes);
  if (startMb !== undefined && peakMb !== undefined) expect(peakMb / startMb).toBeLessThan(4);
}

function shortened(one: unknown): string {
  const text = JSON.stringify(one);
  return text.length <= 600 ? text : `${text.slice(0, 600)}... (${text.length} characters)`;
}
