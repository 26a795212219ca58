/** What a container or a command in it wrote, out of the engine's framing: stream (1 byte), 3 zeros, length (4 bytes), text. */
import type { Readable } from 'node:stream';

const headBytes = 8;
const standardOutput = 1;

export interface Frames {
  /** Adds bytes and gives every frame they complete. */
  push(bytes: Buffer): { readonly isStandardOutput: boolean; readonly text: Buffer }[];
}

export function frames(): Frames {
  let rest: Buffer = Buffer.alloc(0);
  return {
    push(bytes) {
      rest = Buffer.concat([rest, bytes]);
      const found = [];
      while (rest.length >= headBytes && rest.length >= headBytes + rest.readUInt32BE(4)) {
        const end = headBytes + rest.readUInt32BE(4);
        found.push({ isStandardOutput: rest[0] === standardOutput, text: rest.subarray(headBytes, end) });
        rest = rest.subarray(end);
      }
      return found;
    },
  };
}

export function unframed(bytes: Buffer): Buffer {
  return Buffer.concat(
    frames()
      .push(bytes)
      .map(({ text }) => text),
  );
}

/** Everything until the stream ends. */
export async function readOutput(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return unframed(Buffer.concat(chunks)).toString();
}

/** The first line of standard output that is an object of `type` ready; null when the stream ends without one. */
export async function readyLine(stream: Readable): Promise<unknown> {
  const { push } = frames();
  let text = '';
  for await (const chunk of stream) {
    for (const frame of push(chunk as Buffer)) if (frame.isStandardOutput) text += frame.text.toString();
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      const message = parsed(line);
      if (typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready')
        return message;
    }
  }
  return null;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
