import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { frames, readOutput, readyLine, unframed } from '../../../src/topology/docker/output.ts';

function frame(stream: 1 | 2, text: string): Buffer {
  const head = Buffer.alloc(8);
  head[0] = stream;
  head.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([head, Buffer.from(text)]);
}

const written = Buffer.concat([
  frame(1, 'one\n'),
  frame(2, 'trouble\n'),
  frame(1, '{"type":"ready","url":"u"}\nrest\n'),
]);

describe('the output of a container', () => {
  it('is the text of its frames, whichever stream they belong to', () => {
    expect(unframed(written).toString()).toBe('one\ntrouble\n{"type":"ready","url":"u"}\nrest\n');
  });

  it('is put together when frames arrive in pieces of one byte', () => {
    const { push } = frames();
    const texts = [...written].flatMap((byte) => push(Buffer.from([byte]))).map(({ text }) => text.toString());
    expect(texts).toEqual(['one\n', 'trouble\n', '{"type":"ready","url":"u"}\nrest\n']);
  });

  it('is read to its end', async () => {
    expect(await readOutput(Readable.from([written.subarray(0, 3), written.subarray(3)]))).toContain('trouble');
  });
});

describe('readiness', () => {
  it('is the first line of standard output that says so, however it is cut', async () => {
    const pieces = Readable.from([written.subarray(0, 30), written.subarray(30, 41), written.subarray(41)]);
    expect(await readyLine(pieces)).toEqual({ type: 'ready', url: 'u' });
  });

  it('is not what stands on standard error, nor a line that has not ended', async () => {
    const other = [frame(2, '{"type":"ready"}\n'), frame(1, '{"type":"other"}\nnull\n'), frame(1, '{"type":"ready"}')];
    expect(await readyLine(Readable.from(other))).toBeNull();
  });
});
