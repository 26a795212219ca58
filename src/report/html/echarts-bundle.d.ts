/** ECharts as one file loads several times faster than its module graph; it ships without types of its own. */
declare module 'echarts/dist/echarts.esm.min.mjs' {
  export { init } from 'echarts';
}
