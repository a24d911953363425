/** Writes how many there are of something: `1 read`, `2 reads`. The plural is given where it is not the singular with an s. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
