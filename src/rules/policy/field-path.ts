/** A step of a path: a property, an index, or every member of an array. */
export type PathStep = { readonly key: string } | { readonly index: number } | { readonly every: true };

/**
 * Splits `properties.ipRules[*].value`, `properties.acl['default-action']`, `configs[0].name`.
 * Returns undefined where the text is no path.
 */
export function parsePath(text: string): PathStep[] | undefined {
  const steps: PathStep[] = [];
  let rest = text;
  while (rest.length > 0) {
    const token = /^(?:\.?([^.[\]]+)|\[\*\]|\[(\d+)\]|\[(?:'((?:[^']|'')*)'|"([^"]*)"|([^\]'"]*))\])/.exec(
      rest,
    );
    if (!token) return undefined;
    const [all, key, index, single, double, bare] = token;
    const name = key ?? single?.replaceAll("''", "'") ?? double ?? bare;
    if (steps.length === 0 && all.startsWith('.')) return undefined;
    if (name !== undefined) steps.push({ key: name });
    else if (index === undefined) steps.push({ every: true });
    else steps.push({ index: Number(index) });
    rest = rest.slice(all.length);
  }
  return steps.length > 0 ? steps : undefined;
}

export function isEvery(step: PathStep): step is { every: true } {
  return 'every' in step;
}

/** Whether the path goes through all steps of another, names compared without case. */
export function startsWith(steps: readonly PathStep[], prefix: readonly PathStep[] | undefined): boolean {
  if (!prefix || prefix.length > steps.length) return false;
  return prefix.every(
    (step, i) => formatPath([step]).toLowerCase() === formatPath([steps[i] ?? step]).toLowerCase(),
  );
}

/** The path as text again, members of arrays by their index where `indices` gives one. */
export function formatPath(steps: readonly PathStep[], indices: readonly number[] = []): string {
  let seen = 0;
  let text = '';
  for (const step of steps) {
    if ('key' in step) {
      if (/^[^.[\]\s]+$/.test(step.key)) text += text ? `.${step.key}` : step.key;
      else text += `['${step.key.replaceAll("'", "''")}']`;
    } else if ('index' in step) text += `[${step.index}]`;
    else text += `[${indices[seen++] ?? '*'}]`;
  }
  return text;
}
