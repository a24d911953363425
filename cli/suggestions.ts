/** More of them are no help. */
const atMost = 4;

/** ` Did you mean ...?`, with the names that may have been meant, the nearest first; nothing where none is near. */
export function suggestion(asked: string, names: readonly string[]): string {
  const near = nearest(asked.toLowerCase(), names);
  if (near.length === 0) return '';
  return ` Did you mean ${near.length > 1 ? 'one of ' : ''}${near.join(', ')}?`;
}

function nearest(asked: string, names: readonly string[]): readonly string[] {
  const most = Math.min(3, Math.floor(asked.length / 3));
  const mistyped = names
    .map((name) => ({ name, distance: distanceOf(asked, name.toLowerCase()) }))
    .filter(({ distance }) => distance <= most)
    .toSorted((one, other) => one.distance - other.distance)
    .map(({ name }) => name);
  if (mistyped.length > 0) return mistyped.slice(0, atMost);
  // Somebody who remembers some of the words has them right.
  const words = asked.split(/[^a-z0-9]+/).filter((word) => word.length > 2);
  if (words.length === 0) return [];
  return names.filter((name) => words.every((word) => name.toLowerCase().includes(word))).slice(0, atMost);
}

/** Counts the letters to insert, remove or replace that make one word of the other (Levenshtein). */
function distanceOf(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (const [row, letter] of Array.from(one).entries()) {
    const line = [row + 1];
    for (let column = 0; column < other.length; column += 1)
      line.push(
        Math.min(
          (above[column + 1] ?? 0) + 1,
          (line[column] ?? 0) + 1,
          (above[column] ?? 0) + (letter === other[column] ? 0 : 1),
        ),
      );
    above = line;
  }
  return above.at(-1) ?? 0;
}
