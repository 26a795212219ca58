/** The public API: what a drill file imports. */
export type { CheckId } from './checks/index.ts';
export { defaultObjectives } from './drill/default-objectives.ts';
export type { DrillDefinition } from './drill/definition.ts';
export { drill } from './drill/drill.ts';
export { type DrillOptions, type DrillScript, runDrill } from './drill/run-drill.ts';
export type { Stage } from './drill/stage.ts';
export type { Fault } from './faults/fault.ts';
export type { DrillRecord, Objectives, RunRecord } from './record/schema.ts';
