const names = new Map<string, string>();

export function groupName(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  let name = names.get(text);
  if (name === undefined) {
    name = text
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
    if (names.size > 10_000) names.clear();
    names.set(text, name);
  }
  return name || undefined;
}
