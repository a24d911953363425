const mebibyte = 1024 * 1024;

/** Bounds of a package, for whoever makes one and whoever reads one. */
export const packageLimits = {
  /** Files, with those of the signature. */
  entries: 100_000,
  /** Bytes of all files together, unpacked. */
  bytes: 4096 * mebibyte,
  /** Bytes of the manifest; it is held in memory. */
  manifest: 64 * mebibyte,
  /** Bytes of the keys. */
  keys: mebibyte,
  /** The number of keys. */
  keyCount: 1_000,
  /** More than `freeBytes` are unpacked only from so large a part of them: no evidence is that repetitive, and a bomb is. */
  ratio: 500,
  freeBytes: 256 * mebibyte,
} as const;
