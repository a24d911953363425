/** The populations of a period: what there was of each kind, counted a second time where another source has it, and samples of it. */
export type { PeriodMember } from './members-of-period.ts';
export { drawSample } from './draw-sample.ts';
export { countPopulations, ledgerPopulations, readPopulations } from './populations.ts';
export { createPopulationReader } from './population-reader.ts';
export { presentPopulations } from './present-populations.ts';
export type { PopulationPorts } from './present-populations.ts';
export type { PopulationCount, PopulationsReading, PopulationView } from './populations.ts';
