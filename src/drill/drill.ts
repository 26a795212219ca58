/**
 * A drill as a vitest test, so that filters, editors and reporters come from vitest. All that matters happens in
 * {@link runDrill}, which runs without vitest too. Under plain vitest only `held` passes.
 */
import { expect, test } from 'vitest';
import { currentRunContext, type RunContext } from './context.ts';
import type { DrillDefinition } from './definition.ts';
import { type DrillScript, runDrill } from './run-drill.ts';

/** Time for undo, clean-up and the partial record after an interrupt, in milliseconds. */
const cleanUpMs = 30_000;
/** `--keep` waits for a person. */
const keepMs = 24 * 3_600_000;

/** Registers a drill. Call it once per `*.drill.ts` file, at the top level. */
export function drill(definition: DrillDefinition, script: DrillScript): void {
  const context = currentRunContext();
  for (let repetition = 1; repetition <= context.repetitions; repetition += 1) {
    register(definition, script, context, repetition);
  }
}

function register(definition: DrillDefinition, script: DrillScript, context: RunContext, repetition: number): void {
  const name = `${definition.code} ${definition.id}${context.repetitions > 1 ? ` ${repetition}/${context.repetitions}` : ''}`;
  // vitest's own time-out is a backstop only: the drill owns its deadline, and says what it waited for.
  const timeout = definition.deadlineMs + cleanUpMs + (context.keep ? keepMs : 0);
  test(name, { timeout, retry: 0 }, async ({ annotate, onTestFinished, signal, task }) => {
    if (task.retry !== undefined && task.retry !== 0) throw new Error('Drills refuse retry: a flake is a finding.');
    // After an interrupt the test counts as finished and vitest takes no more lines, by throwing: undo goes on regardless.
    const print = (line: string) => {
      const told = async () => annotate(line, 'timeline');
      told().catch(() => undefined);
    };
    const running = runDrill(definition, script, { context, repetition, print, signal });
    // An interrupt ends the test at once; undo and the partial record still run to their end here.
    onTestFinished(async () => {
      await running;
    }, cleanUpMs);
    const record = await running;
    expect(record.verdict, record.why).toBe('held');
  });
}
