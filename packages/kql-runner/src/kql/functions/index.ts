import type { Build } from './build.ts';
import { conditions } from './conditions.ts';
import { conversions } from './conversions.ts';
import { datetimes } from './datetimes.ts';
import { dynamics } from './dynamics.ts';
import { hashes } from './hashes.ts';
import { networks } from './networks.ts';
import { numbers } from './numbers.ts';
import { strings } from './strings.ts';
import { urls } from './urls.ts';

/** Scalar functions by name. */
export const functions: Readonly<Record<string, Build>> = {
  ...conditions,
  ...conversions,
  ...datetimes,
  ...dynamics,
  ...hashes,
  ...networks,
  ...numbers,
  ...strings,
  ...urls,
};
