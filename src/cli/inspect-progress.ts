import type { OnProgress } from '../durability/inspect/read-directory.ts';

const quietMs = 1000;
/** Back to the first column, and the line erased. */
const startOfLine = '\r\u001b[K';

export interface Progress {
  readonly report: OnProgress;
  /** Takes the line away again. */
  readonly end: () => void;
}

/** A line on standard error that tells how far a reading is, once it takes longer than a second; only on a terminal. */
export function startProgress(stream: NodeJS.WriteStream, nowMs: () => number): Progress {
  const startedMs = nowMs();
  let shown = false;
  return {
    report(share) {
      if (stream.isTTY !== true || nowMs() - startedMs < quietMs) return;
      shown = true;
      stream.write(`${startOfLine}reading the journal: ${Math.floor(share * 100)} %`);
    },
    end() {
      if (shown) stream.write(startOfLine);
    },
  };
}
