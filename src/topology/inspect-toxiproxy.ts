import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { execa } from 'execa';
import { z } from 'zod';
import { musterCommand } from '../common/muster-command.ts';
import { MusterError } from '../common/muster-error.ts';

export interface ToxiproxyProgram {
  /** Absolute path. */
  readonly program: string;
  readonly version: string;
  readonly sha256: string;
}

const started = z.object({ type: z.literal('ready'), version: z.string() });
const refused = z.object({
  error: z.object({ code: z.string(), exit: z.literal([3, 4]), message: z.string() }),
});

/**
 * Starts a Toxiproxy server as drills will, through a part that ends with this process, and ends it again.
 * @throws MusterError (exit 3 or 4), as the part does that could not start it
 */
export async function inspectToxiproxy(program: string): Promise<ToxiproxyProgram> {
  const [node = '', ...muster] = musterCommand();
  const args = [...muster, 'toxiproxy', '--program', program, '--port', '0', '--json'];
  const part = execa(node, args, { ipc: true, reject: false, stdin: 'ignore' });
  const message = await part.getOneMessage().catch(() => null);
  part.kill();
  const { stdout, stderr } = await part;
  if (message !== null) {
    const sha256 = createHash('sha256').update(readFileSync(program)).digest('hex');
    return { program, version: started.parse(message).version, sha256 };
  }
  const parsed = refused.safeParse(jsonOrNull(stdout));
  if (!parsed.success) throw new Error(`Expected muster toxiproxy to say why it did not start, it said: ${stderr}`);
  const { exit, code, message: sentence } = parsed.data.error;
  throw new MusterError(exit, code, sentence);
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
