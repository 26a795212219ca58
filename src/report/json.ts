/** The document that `--json` puts on stdout: the run's verdict and figures for programs. `null` means not measured. */
import { z } from 'zod';
import {
  checkRole,
  checkVerdict,
  lossCounts,
  outcome,
  type RunRecord,
  type StepName,
  stepName,
  verdict,
} from '../record/schema.ts';

const measuredMs = z.number().nullable();

export const runDocument = z.strictObject({
  run: z.string(),
  verdict,
  outcome,
  counts: z.strictObject({
    drills: z.number().int(),
    held: z.number().int(),
    violated: z.number().int(),
    inconclusive: z.number().int(),
  }),
  drills: z.array(
    z.strictObject({
      id: z.string(),
      code: z.string(),
      repetition: z.number().int(),
      verdict,
      outcome,
      rtoMs: z.strictObject({
        detected: measuredMs,
        stateRecovered: measuredMs,
        reconciled: measuredMs,
        resumed: measuredMs,
      }),
      /** Duration of each step in milliseconds. */
      steps: z.record(stepName, measuredMs),
      rpo: z.strictObject({ beforeReconciliation: lossCounts, afterReconciliation: lossCounts }),
      checks: z.array(z.strictObject({ id: z.string(), role: checkRole, verdict: checkVerdict })),
      /** The drill's place in the report, relative to the run's folder. */
      report: z.string(),
    }),
  ),
});
export type RunDocument = z.infer<typeof runDocument>;

export function toRunDocument(record: RunRecord): RunDocument {
  return runDocument.parse({
    run: record.run,
    verdict: record.verdict,
    outcome: record.outcome,
    counts: record.counts,
    drills: record.drills.map((drill) => ({
      id: drill.id,
      code: drill.code,
      repetition: drill.repetition,
      verdict: drill.verdict,
      outcome: drill.outcome,
      rtoMs: drill.rtoMs,
      steps: Object.fromEntries(
        stepName.options.map((name: StepName) => [
          name,
          drill.steps.find((step) => step.name === name)?.durationMs ?? null,
        ]),
      ),
      rpo: {
        beforeReconciliation: drill.rpo.beforeReconciliation,
        afterReconciliation: drill.rpo.afterReconciliation,
      },
      checks: drill.checks.map(({ id, role, verdict }) => ({ id, role, verdict })),
      report: drill.report,
    })),
  });
}

export function renderJson(record: RunRecord): string {
  return `${JSON.stringify(toRunDocument(record), null, 2)}\n`;
}
