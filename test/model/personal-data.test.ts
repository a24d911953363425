import { expect, test } from 'vitest';
import { withoutMail } from '../../src/model/index.ts';

test.for([
  ['a mail address', 'asked by jane.doe@contoso.example.', 'asked by (removed)'],
  ['a user principal name of a guest', 'jane_doe.example#EXT#@contoso.onmicrosoft.com', '(removed)'],
  ['several', 'a@b.c, d@e.f; <g@h.i>', '(removed), (removed); <(removed)>'],
  ['one in a path', 'users/jane@contoso.example/keys', 'users/(removed)/keys'],
  ['two signs', 'x@@y.z', '(removed)'],
  ['no name before it', '@contoso.example', '@contoso.example'],
  ['no dot after it', 'jane@contoso', 'jane@contoso'],
  ['a dot at the end alone', 'jane@contoso.', 'jane@contoso.'],
  ['a dot before it alone', 'jane.doe@contoso', 'jane.doe@contoso'],
] as const)('%s', ([, text, expected]) => {
  expect(withoutMail(text)).toBe(expected);
});
