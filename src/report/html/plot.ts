/**
 * Bars in named rows over one time axis, as SVG drawn by ECharts without a DOM. Colours are CSS variables of the page, so
 * that a plot follows screen, dark screen and paper. Each plot is drawn twice, wide and narrow, because text in an SVG
 * that shrinks with the page cannot be read on a phone; the page shows the one that fits.
 */
import type { EChartsCoreOption } from 'echarts/core';
import { init } from 'echarts/dist/echarts.esm.min.mjs';
import type { CustomSeriesRenderItem } from 'echarts/types/dist/shared';
import { html, type Markup, trusted } from './markup.ts';

/** `from` and `to` in axis units. A track is a budget, a bar is measured, a tick stands at `to`. */
export type Mark = {
  readonly kind: 'track' | 'bar' | 'tick';
  readonly from: number;
  readonly to: number;
  readonly colour: string;
};
export type PlotRow = { readonly name: string; readonly figure: string; readonly marks: readonly Mark[] };
export type Axis = {
  readonly min: number;
  readonly max: number;
  readonly interval: number;
  readonly label: (value: number) => string;
};

type Layout = {
  readonly width: number;
  readonly rowHeight: number;
  readonly left: number;
  readonly right: number;
  readonly stacked: boolean;
};
const wide: Layout = { width: 920, rowHeight: 30, left: 92, right: 268, stacked: false };
const narrow: Layout = { width: 330, rowHeight: 42, left: 6, right: 14, stacked: true };
const axisHeight = 26;

/** `description` is what a screen reader says instead of the drawing. */
export function plot(description: string, rows: readonly PlotRow[], axis: Axis): Markup {
  const drawing = (layout: Layout, kind: string) =>
    html`<div class="plot-${kind}">${trusted(draw(rows, axis, layout))}</div>`;
  return html`<div class="plot" role="img" aria-label="${description}">${drawing(wide, 'wide')}${drawing(narrow, 'narrow')}</div>\n`;
}

function draw(rows: readonly PlotRow[], axis: Axis, layout: Layout): string {
  const height = rows.length * layout.rowHeight + axisHeight;
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: layout.width, height });
  try {
    chart.setOption(chartOption(rows, axis, layout));
    return selfContained(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}

function chartOption(rows: readonly PlotRow[], axis: Axis, layout: Layout): EChartsCoreOption {
  const renderItem: CustomSeriesRenderItem = (parameters, api) => {
    const row = rows[parameters.dataIndex];
    if (row === undefined) return;
    const middle = api.coord([axis.min, parameters.dataIndex])[1] ?? 0;
    const x = (value: number) => api.coord([Math.min(axis.max, Math.max(axis.min, value)), 0])[0] ?? 0;
    return {
      type: 'group',
      children: [...row.marks.map((mark) => markShape(mark, x, middle, layout)), ...rowTexts(row, middle, layout)],
    };
  };
  return {
    animation: false,
    grid: { left: layout.left, right: layout.right, top: 0, bottom: axisHeight },
    xAxis: {
      type: 'value',
      min: axis.min,
      max: axis.max,
      interval: axis.interval,
      axisLabel: {
        formatter: axis.label,
        color: 'var(--soft)',
        fontSize: 11,
        fontFamily: 'inherit',
        margin: 8,
        hideOverlap: true,
      },
      splitLine: { lineStyle: { color: 'var(--rule)' } },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: rows.map((row) => row.name),
      axisLabel: { show: false },
      axisTick: { show: false },
      axisLine: { show: false },
    },
    series: [{ type: 'custom', silent: true, renderItem, data: rows.map((_, index) => [axis.min, index]) }],
  };
}

function markShape(mark: Mark, x: (value: number) => number, middle: number, layout: Layout) {
  const centre = layout.stacked ? middle + 9 : middle;
  const left = x(mark.from);
  const right = x(mark.to);
  if (mark.kind === 'tick') {
    return {
      type: 'rect' as const,
      shape: { x: right - 1, y: centre - 9, width: 2, height: 18 },
      style: { fill: mark.colour },
    };
  }
  const thickness = mark.kind === 'track' ? 14 : 8;
  // A bar too short to see still shows that something was measured.
  const width = mark.kind === 'bar' ? Math.max(2, right - left) : right - left;
  return {
    type: 'rect' as const,
    shape: { x: left, y: centre - thickness / 2, width, height: thickness },
    style: { fill: mark.colour },
  };
}

function rowTexts(row: PlotRow, middle: number, layout: Layout) {
  const text = (value: string, x: number, align: 'left' | 'right', fill: string, weight: number) => ({
    type: 'text' as const,
    style: {
      text: value,
      x,
      y: layout.stacked ? middle - 10 : middle,
      align,
      verticalAlign: 'middle' as const,
      fill,
      fontSize: 12,
      fontFamily: 'inherit',
      fontWeight: weight,
    },
  });
  const figureAt = layout.stacked ? layout.width - 4 : layout.width - layout.right + 14;
  return [
    text(row.name, layout.stacked ? layout.left : 0, 'left', 'var(--ink)', 600),
    text(row.figure, figureAt, layout.stacked ? 'right' : 'left', 'var(--ink)', 400),
  ];
}

/**
 * ECharts numbers its classes over the life of the process, which would make equal records differ and let plots of one
 * page clash. They and the style block only serve hovering; the name spaces are HTML's own.
 */
function selfContained(svg: string): string {
  return svg
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/ (?:xmlns(?::xlink)?|ecmeta_\w+|class|baseProfile|version|pointer-events)="[^"]*"/g, '')
    .replace('<svg ', '<svg aria-hidden="true" focusable="false" ');
}
