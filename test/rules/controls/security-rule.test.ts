import { describe, expect, test } from 'vitest';
import { readControls } from '../../../src/rules/controls/control-file.ts';
import { openDataFolder } from '../../../src/rules/controls/data-folder.ts';

// 45 CFR 164.308-316 in the rule's order: S standard, R required, A addressable.
const rule = {
  '164.308': `
    (a)(1)(i) S  (a)(1)(ii)(A) R  (a)(1)(ii)(B) R  (a)(1)(ii)(C) R  (a)(1)(ii)(D) R
    (a)(2) S
    (a)(3)(i) S  (a)(3)(ii)(A) A  (a)(3)(ii)(B) A  (a)(3)(ii)(C) A
    (a)(4)(i) S  (a)(4)(ii)(A) R  (a)(4)(ii)(B) A  (a)(4)(ii)(C) A
    (a)(5)(i) S  (a)(5)(ii)(A) A  (a)(5)(ii)(B) A  (a)(5)(ii)(C) A  (a)(5)(ii)(D) A
    (a)(6)(i) S  (a)(6)(ii) R
    (a)(7)(i) S  (a)(7)(ii)(A) R  (a)(7)(ii)(B) R  (a)(7)(ii)(C) R  (a)(7)(ii)(D) A  (a)(7)(ii)(E) A
    (a)(8) S
    (b)(1) S  (b)(2) S  (b)(3) R`,
  '164.310': `
    (a)(1) S  (a)(2)(i) A  (a)(2)(ii) A  (a)(2)(iii) A  (a)(2)(iv) A
    (b) S
    (c) S
    (d)(1) S  (d)(2)(i) R  (d)(2)(ii) R  (d)(2)(iii) A  (d)(2)(iv) A`,
  '164.312': `
    (a)(1) S  (a)(2)(i) R  (a)(2)(ii) R  (a)(2)(iii) A  (a)(2)(iv) A
    (b) S
    (c)(1) S  (c)(2) A
    (d) S
    (e)(1) S  (e)(2)(i) A  (e)(2)(ii) A`,
  '164.314': `
    (a)(1) S  (a)(2)(i)(A) R  (a)(2)(i)(B) R  (a)(2)(i)(C) R  (a)(2)(ii) R  (a)(2)(iii) R
    (b)(1) S  (b)(2)(i) R  (b)(2)(ii) R  (b)(2)(iii) R  (b)(2)(iv) R`,
  '164.316': `
    (a) S
    (b)(1) S  (b)(2)(i) R  (b)(2)(ii) R  (b)(2)(iii) R`,
};

const letters: Readonly<Record<string, string>> = { standard: 'S', required: 'R', addressable: 'A' };

const catalogue = readControls(openDataFolder(new URL('../../../controls/', import.meta.url)));
const controls = catalogue.filter(({ designation }) => designation in letters);
const byId = new Map(controls.map((control) => [control.id, control]));
const proofsOf = (id: string) => byId.get(id)?.proofs;

describe('the catalogue of the Security Rule', () => {
  test('has every standard and every implementation specification, each with its designation', () => {
    const expected = Object.entries(rule).flatMap(([section, items]) =>
      Array.from(
        items.matchAll(/(\S+) ([SRA])\b/g),
        ([, paragraph, letter]) => `${section}${paragraph} ${letter}`,
      ),
    );
    expect(expected).toHaveLength(71);
    expect(controls.map(({ id, designation }) => `${id} ${letters[designation]}`)).toEqual(expected);
  });

  test('asks a decision for every addressable specification and for nothing else', () => {
    for (const { id, designation, proofs } of controls) {
      expect(proofs.includes('decision'), id).toBe(designation === 'addressable');
    }
  });

  test('never lets configuration alone show a control', () => {
    expect(controls.filter(({ proofs }) => proofs.every((proof) => proof === 'policies'))).toEqual([]);
  });

  test('shows no procedure, training, contract, facility or workstation by configuration', () => {
    const procedural = controls.filter(
      ({ id, family }) =>
        family === 'physical' ||
        family === 'organizational' ||
        /308\(a\)\((?:2|3|5|6|8)\)|308\(b\)|308\(a\)\(1\)\(ii\)\([AC]\)|308\(a\)\(7\)\(ii\)\([CDE]\)/.test(
          id,
        ) ||
        /312\(a\)\(2\)\((?:ii|iii)\)/.test(id),
    );
    expect(procedural.length).toBeGreaterThan(40);
    expect(procedural.filter(({ proofs }) => proofs.includes('policies')).map(({ id }) => id)).toEqual([]);
  });

  test('asks an executed drill where a plan must be shown to work', () => {
    expect(controls.filter(({ proofs }) => proofs.includes('drill')).map(({ id }) => id)).toEqual([
      '164.308(a)(7)(ii)(A)',
      '164.308(a)(7)(ii)(B)',
      '164.308(a)(7)(ii)(C)',
      '164.308(a)(7)(ii)(D)',
      '164.308(a)(7)(ii)(E)',
      '164.312(a)(2)(ii)',
    ]);
  });

  test('asks a signed review of activity beside the logs being on', () => {
    expect(proofsOf('164.308(a)(1)(ii)(D)')).toEqual(['policies', 'review']);
    expect(proofsOf('164.312(b)')).toEqual(['policies', 'review']);
  });

  test('takes from Microsoft no more than data centers, media and its own agreement', () => {
    const inherited = controls.filter(({ proofs }) => proofs.includes('inherited'));
    expect(inherited.filter(({ id }) => !/^164\.31[04]|^164\.308\(b\)/.test(id))).toEqual([]);
    expect(inherited.filter(({ proofs }) => !proofs.includes('attestation'))).toEqual([]);
    expect(proofsOf('164.310(b)')).toEqual(['attestation']);
    expect(proofsOf('164.310(c)')).toEqual(['attestation']);
  });

  test('says which kinds of entity the rule asks an item of, where it does not ask all', () => {
    const limited = controls.flatMap(({ id, appliesTo }) => (appliesTo ? [[id, appliesTo]] : []));
    expect(Object.fromEntries(limited)).toEqual({
      '164.308(a)(4)(ii)(A)': ['clearinghouse'],
      '164.308(b)(1)': ['provider', 'plan', 'clearinghouse'],
      '164.308(b)(2)': ['business-associate'],
      '164.314(a)(2)(ii)': ['government'],
      '164.314(a)(2)(iii)': ['business-associate'],
      '164.314(b)(1)': ['plan'],
      '164.314(b)(2)(i)': ['plan'],
      '164.314(b)(2)(ii)': ['plan'],
      '164.314(b)(2)(iii)': ['plan'],
      '164.314(b)(2)(iv)': ['plan'],
    });
  });

  test('says of group health plan items whom they concern', () => {
    const items = controls.filter(({ id }) => id.startsWith('164.314(b)'));
    expect(items).toHaveLength(5);
    for (const { title } of items) expect(title).toContain('group health plans only');
  });

  test('gives evidence that differs between the items of a standard', () => {
    const all = controls.map(({ evidence }) => evidence.join('\n'));
    expect(new Set(all).size).toBe(all.length);
    expect(new Set(controls.map(({ title }) => title)).size).toBe(controls.length);
  });
});

describe('what is tracked beside the Security Rule', () => {
  const others = catalogue.filter(({ designation }) => !(designation in letters));

  test('is the general rules, the notification of breaches, touchpoints of the Privacy Rule, and own rules', () => {
    expect(
      Object.fromEntries(
        [...Map.groupBy(others, ({ family }) => family)].map(([family, all]) => [
          family,
          all.map(({ id }) => id.replace('164.', '')),
        ]),
      ),
    ).toEqual({
      general: ['306(a)', '306(b)', '306(d)', '306(e)'],
      'breach-notification': [
        '404(a) 404(b) 404(c) 404(d) 406 408(b) 408(c) 410(a) 410(b) 410(c) 412 414(a) 414(b)',
      ].flatMap((ids) => ids.split(' ')),
      privacy: ['502(b)', '514(a)', '514(b)', '514(d)', '524', '526', '528', '530(j)'],
      'own-rules': ['own/key-custody', 'own/regions', 'own/landing-zone', 'own/retention', 'own/maintenance'],
    });
  });

  test('is shown by configuration only where it is a rule of its own', () => {
    for (const { proofs, family } of others) expect(proofs.includes('policies')).toBe(family === 'own-rules');
  });
});

test('neither regions nor archives nor keys show anything that the law asks', () => {
  for (const id of ['164.308(a)(1)(ii)(B)', '164.312(c)(2)', '164.316(b)(2)(i)'])
    expect(proofsOf(id), id).not.toContain('policies');
});
