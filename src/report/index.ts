/** Renderings of a run's record. Pure: a record in, text out; equal records give equal bytes. Writing files is the caller's. */
export { renderHtml } from './html/report-page.ts';
export { type RunDocument, renderJson, runDocument } from './json.ts';
export { renderJunit } from './junit.ts';
export { renderSummary } from './summary.ts';
