import { createReadStream } from 'node:fs';

/** Each line of a file that is not empty, with its number; a part of the file at a time. */
export async function eachLine(file: string, take: (line: string, number: number) => void): Promise<void> {
  let rest = '';
  let number = 0;
  const one = (line: string): void => {
    number++;
    if (line.trim() !== '') take(line, number);
  };
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 16 })) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop()!;
    for (const line of lines) one(line);
  }
  one(rest);
}
