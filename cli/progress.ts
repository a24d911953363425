import type { WriteStream } from 'node:tty';

export interface Progress {
  /** Shows a line in place of the one before. */
  readonly show: (text: string) => void;
  /** Takes the last line away. */
  readonly end: () => void;
}

/** Shows how far a command is, to who looks at a terminal: in a file or a pipe nothing of it is kept. */
export function createProgress(terminal: Pick<WriteStream, 'isTTY' | 'write'> = process.stderr): Progress {
  const write = (text: string): void => {
    if (terminal.isTTY) terminal.write(`\r\u001B[K${text}`);
  };
  return { show: write, end: () => write('') };
}
