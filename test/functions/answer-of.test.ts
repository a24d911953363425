import { expect, test } from 'vitest';
import { z } from 'zod';
import { answerOf, components } from '../../functions/http/answers/answer-of.ts';

interface Thing {
  readonly id: string;
  readonly parts: readonly { readonly size?: number }[];
  readonly value: unknown;
}

test('a schema says what its type says, and is made once, when it is asked for', () => {
  let made = 0;
  const thing = answerOf<Thing>('Thing')(() => {
    made += 1;
    const part = z.object({ size: z.number().exactOptional() });
    return z.object({ id: z.string(), parts: z.array(part), value: z.unknown().optional() });
  });
  expect(components.get('Thing')).toBe(thing);
  expect(made).toBe(0);
  expect(thing()).toBe(thing());
  expect(made).toBe(1);
  expect(() => answerOf<Thing>('Thing')(() => thing())).toThrow('two schemas of the name Thing');
});

test('what a schema lacks, adds, or has otherwise does not compile', () => {
  const rest = { value: z.unknown().optional(), id: z.string() };
  const parts = z.array(z.object({ size: z.number().exactOptional() }));
  const needed = z.array(z.object({ size: z.number() }));
  // @ts-expect-error it lacks `parts`
  answerOf<Thing>('Lacking')(() => z.object(rest));
  // @ts-expect-error the type has no `more`
  answerOf<Thing>('Adding')(() => z.object({ ...rest, parts, more: z.string() }));
  // @ts-expect-error `size` may be absent
  answerOf<Thing>('Needing')(() => z.object({ ...rest, parts: needed }));
  // @ts-expect-error `id` is always there
  answerOf<Thing>('Sparing')(() => z.object({ ...rest, parts, id: z.string().exactOptional() }));
  // @ts-expect-error `id` is a text
  answerOf<Thing>('Mistaking')(() => z.object({ ...rest, parts, id: z.number() }));
  expect(components.has('Mistaking')).toBe(true);
});
