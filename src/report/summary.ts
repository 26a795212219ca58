/** The verdict table that ends a run in a terminal: a table where it fits, stacked rows where it does not. */
import { styleText } from 'node:util';
import Table from 'cli-table3';
import type { RunRecord } from '../record/schema.ts';
import { drillLabel, drillsWithoutRecord, exercisedWords, judgedRtoMs, lostItems } from './ratings.ts';
import { count, duration, notMeasured, outcomeTones, signs, type Tone } from './words.ts';

/** Width of the terminal in columns, and whether escape codes may be written. */
export type SummaryOptions = { readonly columns: number; readonly colour: boolean };

type Row = {
  readonly label: string;
  readonly title: string;
  readonly verdict: string;
  readonly tone: Tone;
  readonly figures: readonly string[];
};
type Paint = (text: string, tone: Tone) => string;

const heads = ['Drill', 'Verdict', 'RTO / target', 'RPO', 'Checks held'] as const;
const styles = {
  held: 'green',
  deviation: 'yellow',
  violated: 'red',
  inconclusive: 'magenta',
  neutral: 'dim',
} as const;
const unpainted: Paint = (text) => text;

export function renderSummary(record: RunRecord, options: SummaryOptions): string {
  const paint: Paint = options.colour
    ? (text, tone) => styleText(['bold', styles[tone]], text, { validateStream: false })
    : unpainted;
  const rows = [...recordedRows(record), ...missingRows(record)];
  const body = tableThatFits(rows, options.columns, paint) ?? stackedLines(rows, options.columns, paint);
  const tone = outcomeTones[record.outcome];
  const verdict = `${signs[tone]} ${record.outcome}`;
  const foot = wrap(`${verdict}: ${record.why}`, options.columns).map((line, index) =>
    index === 0 && line.startsWith(verdict) ? paint(verdict, tone) + line.slice(verdict.length) : line,
  );
  return `${[...body, '', ...foot].join('\n')}\n`;
}

function recordedRows(record: RunRecord): Row[] {
  return record.drills.map((drill) => {
    const tone = outcomeTones[drill.outcome];
    const { lost, unmeasured } = lostItems(drill);
    const rpo =
      lost === null
        ? notMeasured
        : `${count(lost)} lost${unmeasured.length === 0 ? '' : ` (${unmeasured.length} ${notMeasured})`}`;
    return {
      label: drillLabel(record, drill),
      title: drill.id,
      verdict: `${signs[tone]} ${drill.outcome}`,
      tone,
      figures: [
        `${duration(judgedRtoMs(drill))} / ${duration(drill.objectives.total.targetMs)}`,
        rpo,
        exercisedWords(drill),
      ],
    };
  });
}

function missingRows(record: RunRecord): Row[] {
  return drillsWithoutRecord(record).map((id) => ({
    label: id,
    title: 'no record',
    verdict: `${signs.inconclusive} inconclusive`,
    tone: 'inconclusive',
    figures: [notMeasured, notMeasured, 'none judged'],
  }));
}

/** With code and slug, else with the code alone; null where neither fits. */
function tableThatFits(rows: readonly Row[], columns: number, paint: Paint): string[] | null {
  const short = rows.map((row) => ({ ...row, title: row.label }));
  const fitting = [rows, short].find((candidate) => tableWidth(candidate) <= columns);
  return fitting === undefined ? null : tableLines(fitting, paint);
}

function cells(row: Row): string[] {
  return [row.label === row.title ? row.label : `${row.label} ${row.title}`, row.verdict, ...row.figures];
}

function tableWidth(rows: readonly Row[]): number {
  const widths = heads.map((head, index) =>
    Math.max(head.length, ...rows.map((row) => cells(row)[index]?.length ?? 0)),
  );
  return widths.reduce((sum, width) => sum + width, 0) + 2 * (heads.length - 1);
}

function tableLines(rows: readonly Row[], paint: Paint): string[] {
  const table = new Table({
    chars: Object.fromEntries(
      [
        'top',
        'top-mid',
        'top-left',
        'top-right',
        'bottom',
        'bottom-mid',
        'bottom-left',
        'bottom-right',
        'left',
        'left-mid',
        'mid',
        'mid-mid',
        'right',
        'right-mid',
      ]
        .map((name) => [name, ''])
        .concat([['middle', '  ']]),
    ),
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colAligns: ['left', 'left', 'right', 'right', 'right'],
  });
  table.push(
    [...heads],
    ...rows.map((row) => cells(row).map((cell, index) => (index === 1 ? paint(cell, row.tone) : cell))),
  );
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}

function stackedLines(rows: readonly Row[], columns: number, paint: Paint): string[] {
  return rows.flatMap((row, index) => [
    ...(index === 0 ? [] : ['']),
    ...wrap(cells(row)[0] ?? '', columns),
    ...wrap(`  ${row.verdict}`, columns).map((line) => paint(line, row.tone)),
    ...row.figures.flatMap((figure, figureIndex) =>
      wrap(`  ${(heads[figureIndex + 2] ?? '').padEnd(13)} ${figure}`, columns),
    ),
  ]);
}

/** Breaks at spaces; a word longer than the line is cut. Keeps the first line's indentation for the others. */
function wrap(text: string, columns: number): string[] {
  const indent = /^ */.exec(text)?.[0] ?? '';
  const width = Math.max(columns, indent.length + 8);
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width);
    const cut = space > indent.length ? space : width;
    lines.push(rest.slice(0, cut).trimEnd());
    rest = indent + rest.slice(cut).trimStart();
  }
  return [...lines, rest];
}
