export type { LeakScan } from './leaks.ts';
export type { Link, LinkPath } from './links.ts';
export { type ProcessSystemOptions, startProcessSystem } from './process-world.ts';
export { type NamedProcess, RunningSystem, type RunningVenue } from './running-system.ts';
