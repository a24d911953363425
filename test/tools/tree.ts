import type { Finding } from '../../tools/house/module.ts';
import { parseModule } from '../../tools/house/parse-module.ts';

/** Made-up files, by their paths. */
export function tree(files: Record<string, string>) {
  return Object.entries(files).map(([path, text]) => parseModule(path, text));
}

/** Findings as they are printed. */
export function said(findings: readonly Finding[]): string[] {
  return findings.map(({ file, line, message }) => `${file}:${line} ${message}`);
}
