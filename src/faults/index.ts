export { type CutLinksOptions, cutLinks } from './cut-links.ts';
export { type Fault, faultRecord, type Injection, type Proof } from './fault.ts';
export { type FlipByteOptions, flipByte } from './flip-byte.ts';
export { type KillProcessOptions, killProcess } from './kill-process.ts';
export { type EngineControl, type StopEngineOptions, stopEngine } from './stop-engine.ts';
