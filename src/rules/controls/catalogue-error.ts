/** The catalogue's data are not as they must be. Names the file and, in it, the field. */
export class CatalogueError extends Error {
  /** Relative to the catalogue's folder, or absolute where the folder itself is at fault. */
  readonly file: string;
  /** JSON path: `properties.metadata.severity`; empty where the file as a whole is at fault. */
  readonly field: string;

  constructor(file: string, field: string, problem: string, options?: ErrorOptions) {
    super([file, field, problem].filter(Boolean).join(': '), options);
    this.name = 'CatalogueError';
    this.file = file;
    this.field = field;
  }
}
