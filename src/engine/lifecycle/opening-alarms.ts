import type { Fact } from '../../core/records.ts';
import type { Opened } from '../../durability/open-directory.ts';

/** What the opening of the directory had to pass over or repair: each is worth an alarm. */
export function openingAlarms(opened: Opened): readonly Fact[] {
  const refused = opened.refused.map(
    ({ file, offset, reason }): Fact => ({
      type: 'alarm',
      code: 'file-refused',
      text: `${file} at ${offset}: ${reason}`,
    }),
  );
  const { checkpointUsed, tornTail } = opened;
  const depth = checkpointUsed?.fallbackDepth ?? 0;
  const fallback: Fact[] =
    depth === 0
      ? []
      : [
          {
            type: 'alarm',
            code: 'checkpoint-fallback',
            text: `fell back by ${depth} to ${checkpointUsed?.file ?? ''}`,
          },
        ];
  const torn: Fact[] =
    tornTail === null
      ? []
      : [
          {
            type: 'alarm',
            code: 'torn-tail',
            text: `${tornTail.bytes} bytes of ${tornTail.file} at ${tornTail.offset} were cut`,
          },
        ];
  return [...refused, ...fallback, ...torn];
}
