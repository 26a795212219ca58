/**
 * The page's one style sheet: a calm document on screen, phone (375 px) and A4. Text keeps a contrast of 4.5 : 1 or more on
 * its own ground in both colour schemes; nothing is loaded, not even a font.
 */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1c2127; --soft: #59636e; --rule: #d9dee4; --wash: #f5f6f8; --track: #dfe4ea; --link: #1a5a96;
  --held: #17683a; --held-wash: #e6f3ea; --deviation: #7d4e00; --deviation-wash: #fdf1d8;
  --violated: #ab1820; --violated-wash: #fdeaea; --inconclusive: #5b3f9e; --inconclusive-wash: #f0ecfb;
  --serif: Charter, "Bitstream Charter", "Iowan Old Style", "Source Serif 4", Cambria, Georgia, "Liberation Serif", serif;
  --sans: "Segoe UI", Roboto, "Helvetica Neue", Arial, "Liberation Sans", system-ui, sans-serif;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #14181c; --ink: #e4e8ec; --soft: #9ca7b3; --rule: #333b44; --wash: #1c2228; --track: #343d47; --link: #86bdf0;
    --held: #6fce94; --held-wash: #17301f; --deviation: #e9b959; --deviation-wash: #352a12;
    --violated: #ff8f8f; --violated-wash: #3c1b1d; --inconclusive: #c0a8f8; --inconclusive-wash: #2a2340;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 var(--sans); overflow-wrap: break-word; }
.page { max-width: 62rem; margin: 0 auto; padding: 2rem 1.5rem 4rem; }
.skip { position: absolute; left: -100vw; } .skip:focus { position: static; }
a { color: var(--link); } a:focus-visible, [tabindex]:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
h1, h2, h3 { line-height: 1.2; margin: 0; text-wrap: balance; }
h1 { font: 600 2.1rem/1.15 var(--serif); } h2 { font: 600 1.6rem/1.2 var(--serif); } h3 { font: 600 1.05rem/1.3 var(--sans); margin-bottom: .5rem; }
p { margin: 0 0 .6rem; max-width: 46rem; } ul { margin: 0 0 .6rem; padding-left: 1.2rem; } li { margin: .15rem 0; }
.note { color: var(--soft); font-size: .9em; } .eyebrow { color: var(--soft); font-size: .86rem; letter-spacing: .02em; margin: 0 0 .35rem; }
.why { font: 1.15rem/1.45 var(--serif); margin: .6rem 0 .9rem; }
.badge { display: inline-block; white-space: nowrap; font-weight: 600; font-size: .86rem; line-height: 1.35; padding: .08rem .5rem; border: 1px solid; border-radius: 3px; }
.badge .sign { font-weight: 700; }
.held { color: var(--held); background: var(--held-wash); } .deviation { color: var(--deviation); background: var(--deviation-wash); }
.violated { color: var(--violated); background: var(--violated-wash); } .inconclusive { color: var(--inconclusive); background: var(--inconclusive-wash); }
.neutral { color: var(--soft); background: transparent; border-style: dashed; }
.masthead { border-top: 6px solid; padding-top: 1.4rem; margin-bottom: 1.6rem; background: none; color: inherit; }
.masthead.held, .drill-head.held { border-color: var(--held); } .masthead.deviation, .drill-head.deviation { border-color: var(--deviation); }
.masthead.violated, .drill-head.violated { border-color: var(--violated); } .masthead.inconclusive, .drill-head.inconclusive { border-color: var(--inconclusive); }
.masthead h1 .badge { font: inherit; padding: .1rem .9rem .15rem; white-space: normal; } .counts { font-weight: 600; margin: .7rem 0 0; } .counts + .why { margin-top: .2rem; }
.drill { margin-top: 3.5rem; } .drill-head { border-top: 3px solid; padding-top: 1rem; background: none; color: inherit; }
.drill-head .badge { font-size: 1rem; } .drill-head h2 { margin-bottom: .5rem; }
.part { margin-top: 2rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .8rem 1.4rem; margin: 1rem 0; padding: .8rem 0; border: solid var(--rule); border-width: 1px 0; }
.figures dt { color: var(--soft); font-size: .82rem; } .figures dd { margin: 0; font-size: 1.12rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.figures.small { border: 0; margin: .2rem 0 .6rem; padding: 0; gap: .5rem 1.4rem; } .figures.small dd { font-size: .95rem; }
.figures dd small { display: block; font-size: .82rem; font-weight: 400; color: var(--soft); }
.two { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: .4rem 2rem; }
.two p { margin: 0; }
.label { display: block; color: var(--soft); font-size: .82rem; font-weight: 400; }
.facts { margin: 0 0 .8rem; } .facts > div { display: grid; grid-template-columns: 11rem 1fr; gap: 0 1rem; padding: .22rem 0; border-bottom: 1px solid var(--rule); }
.facts dt { color: var(--soft); font-size: .9rem; } .facts dd { margin: 0; min-width: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; margin: 0 0 1.2rem; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
th small, td small { display: block; color: var(--soft); font-weight: 400; font-size: .85em; }
caption { text-align: left; color: var(--soft); font-size: .88rem; padding-bottom: .35rem; }
th, td { text-align: left; vertical-align: top; padding: .34rem .9rem .34rem 0; border-bottom: 1px solid var(--rule); font-weight: 400; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--soft); font-size: .82rem; border-bottom: 1px solid var(--soft); white-space: nowrap; vertical-align: bottom; }
tbody th { font-weight: 600; } .figure { text-align: right; white-space: nowrap; }
td.figure + td:not(.figure), th.figure + th:not(.figure) { padding-left: .6rem; }
.code, .path, code { font-family: var(--mono); font-size: .82em; } .code, .path { overflow-wrap: anywhere; } .hash { font-family: var(--mono); font-size: .72rem; overflow-wrap: anywhere; }
.overview th a { white-space: nowrap; }
figure { margin: 0 0 1.4rem; } figcaption { font-size: .88rem; margin-bottom: .5rem; color: var(--soft); } figcaption strong { color: var(--ink); }
.plot { font-family: var(--sans); } .plot svg { display: block; width: 100%; height: auto; } .plot-narrow { display: none; max-width: 26rem; }
.key > span { white-space: nowrap; margin-left: .6rem; } .swatch { display: inline-block; vertical-align: middle; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.swatch.bar { width: 1rem; height: 8px; background: var(--held); } .swatch.track { width: 1rem; height: 14px; background: var(--track); } .swatch.tick { width: 2px; height: 14px; background: var(--ink); }
.check { display: grid; grid-template-columns: 11rem 1fr; gap: .2rem 1.2rem; padding: .65rem 0; border-top: 1px solid var(--rule); }
.check h4 { margin: 0 0 .2rem; font: 600 .98rem/1.35 var(--sans); } .check .side { font-size: .86rem; color: var(--soft); }
.check .side > span:not(.badge) { display: block; margin-top: .2rem; }
.check .facts > div { grid-template-columns: 6rem 1fr; border: 0; padding: .1rem 0; } .check .facts { margin: 0; font-size: .92rem; }
.check + .scroll { margin-top: 1.2rem; }
.check.violated-check { border-left: 4px solid var(--violated); padding-left: .9rem; } .check.inconclusive-check { border-left: 4px solid var(--inconclusive); padding-left: .9rem; }
.callout { border-left: 4px solid var(--inconclusive); background: var(--wash); padding: .7rem 1rem; margin: 0 0 1rem; } .callout.red { border-color: var(--violated); }
.callout p:last-child { margin: 0; }
.gates { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(19rem, 100%), 1fr)); gap: 1rem 2rem; }
.gates h4 { margin: 0 0 .3rem; font: 600 .9rem/1.3 var(--sans); } .gates ul { list-style: none; margin: 0; padding: 0; }
.gates li { padding: .35rem 0; border-top: 1px solid var(--rule); font-size: .88rem; } .gates li .box { display: flex; gap: .6rem; justify-content: space-between; align-items: baseline; }
.gates li .evidence { color: var(--soft); font-size: .92em; }
.contents ol { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; font-size: .9rem; }
footer { margin-top: 4rem; border-top: 1px solid var(--rule); padding-top: 1rem; }
@media screen and (max-width: 46rem) {
  .page { padding: 1.2rem 1rem 3rem; } h1 { font-size: 1.6rem; } h2 { font-size: 1.35rem; }
  .plot-wide { display: none; } .plot-narrow { display: block; }
  .facts > div { grid-template-columns: 1fr; } .check { grid-template-columns: 1fr; } .check .facts > div { grid-template-columns: 1fr; padding: .2rem 0; }
  .scroll caption { max-width: calc(100vw - 2rem); } .scroll > table { width: max-content; min-width: 100%; } .scroll td, .scroll th { max-width: 17rem; }
  .overview thead, .log thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  .overview table, .overview tbody, .overview caption, .log table, .log tbody, .log caption { display: block; } .overview .scroll > table, .log .scroll > table { width: auto; }
  .log tr { display: grid; grid-template-columns: 1fr auto auto; gap: 0 1rem; padding: .45rem 0; border-bottom: 1px solid var(--rule); } .log td:nth-child(2), .log td:nth-child(3) { color: var(--soft); } .log td:last-child { grid-column: 1 / -1; }
  .overview tr { display: grid; grid-template-columns: 1fr 1fr; gap: .15rem 1rem; padding: .6rem 0; border-bottom: 1px solid var(--rule); }
  .overview .scroll th[role], .overview .scroll td[role], .log .scroll th[role], .log .scroll td[role] { display: block; border: 0; padding: 0; text-align: left; white-space: normal; max-width: none; }
  .overview tbody th, .overview td:nth-child(2) { grid-column: 1 / -1; } .overview tbody th { font-size: 1rem; }
  .overview td[data-head]:not(:nth-child(2))::before { content: attr(data-head); display: block; color: var(--soft); font-size: .82rem; }
  .check .side { display: flex; flex-wrap: wrap; gap: .2rem .8rem; align-items: baseline; }
}
@media print {
  @page { size: A4; margin: 16mm 14mm 18mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; color: #59636e; } }
  html { font-size: 9.5pt; } body { font-size: 1rem; } .page { max-width: none; padding: 0; } .skip, .contents { display: none; }
  .drill { break-before: page; margin-top: 0; } .scroll { overflow: visible; } table { font-size: 8.2pt; } thead { display: table-header-group; }
  thead th { white-space: normal; } td, th { padding-right: .6rem; } td.figure small { white-space: normal; } table .badge { font-size: 1em; padding: 0 .3rem; } .figures.small dd { font-size: 1em; }
  tr, .check, figure, .callout, .facts > div, .gates li { break-inside: avoid; } h2, h3, h4, h3 + p, caption, figcaption { break-after: avoid; }
  .plot-wide { display: block; } .plot-narrow { display: none; } a { color: inherit; text-decoration: none; }
  .badge, .plot svg, .callout { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .part { margin-top: 1.3rem; } .figures { grid-template-columns: repeat(4, 1fr); } .facts > div { grid-template-columns: 9rem 1fr; } .gates { grid-template-columns: 1fr 1fr; }
  .hash { font-size: 6.4pt; }
}
`;
