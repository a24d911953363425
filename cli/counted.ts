/** A count with its noun: `1 resource`, `2 resources`, `3 policies`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
