/** Colours of the contenders: at least 3 : 1 against the ground, as WCAG 2 asks of what is drawn. */
const LIGHT = ['#1f5fbf', '#b3490b', '#137a4b', '#8a3ab9', '#96690a', '#c0276b', '#0f7480', '#5b6470']
const DARK = ['#6ea8ff', '#ff9b5c', '#4fd295', '#c792ff', '#e8c14a', '#ff85b8', '#55cfe0', '#aab4c0']
const DASHES = ['none', '7 3', '2 3', '10 3 2 3', '4 2', '1 2', '12 4', '6 2 1 2 1 2']

const LIGHT_COLOURS = `--ground:#fff;--ink:#1b1f24;--soft:#57606a;--rule:#d8dee4;--shade:#5b70901a;--link:#0b57b0;--void:#c4001d;--note:#fff6dc;--target:#fff1b8;${colours(LIGHT)}`
const DARK_COLOURS = `--ground:#14171c;--ink:#e8ebef;--soft:#a6afba;--rule:#343b45;--shade:#ffffff12;--link:#8ab8ff;--void:#ff6b6b;--note:#3a3115;--target:#4a4112;${colours(DARK)}`
/** Shares of the strongest colour in the seven levels of a heat map; the last three bear light ink. */
const HEAT_LIGHT = ['#eef4fc', '#d3e3f8', '#b3cff2', '#8fb7ea', '#2f6fc4', '#1d549f', '#0d3a78']
const HEAT_DARK = ['#1b2635', '#203350', '#25426d', '#2a528b', '#86b5f2', '#a9cbf7', '#cfe3fc']

/** Of pictures, on the page and by themselves. */
export const PICTURE_STYLE = `
svg{color-scheme:light dark;${LIGHT_COLOURS}}
@media (prefers-color-scheme:dark){svg{${DARK_COLOURS}}}
@media print{svg{${LIGHT_COLOURS}}}
svg text{font:11.5px system-ui,sans-serif;fill:var(--soft)}
svg .head{font-weight:600;font-size:13px;fill:var(--ink)}
svg .mid{text-anchor:middle}svg .end{text-anchor:end}
.grid{stroke:var(--rule)}.axis{stroke:var(--soft)}.shade{fill:var(--shade)}
.curve,.trail,.front{fill:none;stroke:var(--c);stroke-width:2;stroke-linejoin:round}
.trail{stroke-width:1;opacity:.45}
.front{stroke:var(--soft);stroke-width:1.5;stroke-dasharray:4 4}
.mark{fill:var(--c);stroke:var(--ground);stroke-width:1}
.mark.hollow{fill:var(--ground);stroke:var(--c);stroke-width:1.6}
.void{stroke:var(--void);stroke-width:1.6;fill:none}
${DASHES.map((dash, at) => `.c${at}{--c:var(--c${at})}.curve.c${at}{stroke-dasharray:${dash}}`).join('\n')}
`

/** Of the page. */
export const STYLE = `
:root{color-scheme:light dark;${LIGHT_COLOURS}${heat(HEAT_LIGHT, '#1b1f24', '#fff')}}
@media (prefers-color-scheme:dark){:root{${DARK_COLOURS}${heat(HEAT_DARK, '#e8ebef', '#14171c')}}}
${PICTURE_STYLE}
*{box-sizing:border-box}
body{margin:0 auto;padding:1rem;max-width:72rem;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
h1{margin:0 0 .5rem;font-size:1.6rem;line-height:1.2;overflow-wrap:anywhere}
h2{margin:2.5rem 0 .5rem;font-size:1.35rem;border-top:2px solid var(--rule);padding-top:1.5rem;overflow-wrap:anywhere}
h3{margin:2rem 0 .5rem;font-size:1.15rem}
p.name{margin:0;color:var(--soft);font-weight:600}
.about p{margin:.1rem 0;color:var(--soft)}
code{font:.875em ui-monospace,monospace;overflow-wrap:anywhere}
a{color:var(--link)}
a:focus-visible,.wide:focus-visible,summary:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.note{background:var(--note);border-left:4px solid var(--soft);padding:.5rem .75rem}
figure{margin:0}
figcaption{color:var(--soft);font-size:.9rem;margin:.5rem 0}
.panels{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:1.25rem}
.panel{width:100%;max-width:40rem;height:auto;display:block}
.panels>.panel:only-child{max-width:34rem}
.key{list-style:none;margin:.5rem 0;padding:0;display:flex;flex-wrap:wrap;gap:.15rem 1.25rem;font-size:.9rem}
.key li{display:flex;align-items:center;gap:.4rem;overflow-wrap:anywhere}
.key svg{flex:none}
.wide{overflow-x:auto;margin:.75rem 0}
table{border-collapse:separate;border-spacing:0;font-size:.875rem;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);padding:.25rem 0;position:sticky;left:0;max-width:min(68rem,calc(100vw - 2rem))}
th,td{padding:.3rem .6rem;border-bottom:1px solid var(--rule);text-align:right;white-space:nowrap;vertical-align:top}
thead th{vertical-align:bottom;white-space:normal;color:var(--soft);font-weight:600;min-width:4rem}
th:first-child,th.text,td.text,td.name,td.reason{text-align:left}
td.text{white-space:normal;min-width:11rem}
td.settings{min-width:18rem}
td.settings code{margin-right:.6rem}
td.reason{min-width:20rem;white-space:normal}
td.links{white-space:normal;min-width:8rem;text-align:left}
tbody th{font-weight:600;position:sticky;left:0;background:var(--ground)}
tr:target>*{background:var(--target)}
tr.voided td,tr.voided th{color:var(--soft)}
tr.voided th{text-decoration:line-through}
tr.voided td:nth-child(5){color:var(--void)}
table.map{width:100%}
table.map td,table.map tbody th{padding:.9rem .75rem;text-align:center;font-size:1rem}
table.map thead th{text-align:center}
td.heat a{color:inherit;text-decoration:none}
${HEAT_LIGHT.map((_, at) => `.h${at}{background:var(--h${at});color:var(--i${at})}`).join('\n')}
details{margin:.75rem 0}
summary{cursor:pointer;color:var(--link)}
@media (max-width:40rem){tbody th,td.name{white-space:normal}th,td{padding:.3rem .45rem}}
footer{margin-top:3rem;color:var(--soft);font-size:.9rem}
@page{size:landscape;margin:1cm}
@media print{
:root{color-scheme:light;${LIGHT_COLOURS}${heat(HEAT_LIGHT, '#1b1f24', '#fff')}}
body{max-width:none;padding:0;font-size:10pt}
details::details-content{content-visibility:visible;block-size:auto}
.wide{overflow:visible}
table{font-size:6.5pt;max-width:100%}
th,td,tbody th{padding:.1rem .2rem;white-space:normal;position:static}
td.text,td.settings,td.links,td.reason,thead th{min-width:0}
table:has(td.reason){font-size:5pt}
table:has(td.reason) :is(th,td){padding:.1rem}
table.map td,table.map tbody th{padding:.4rem;font-size:9pt}
.panels{grid-template-columns:1fr 1fr}
.heat,.key,.panel,.note{print-color-adjust:exact;-webkit-print-color-adjust:exact}
figure,.panel,tr{break-inside:avoid}
h2,h3{break-after:avoid}
}
`

function colours(list: readonly string[]): string {
  return list.map((colour, at) => `--c${at}:${colour};`).join('')
}

function heat(list: readonly string[], dark: string, light: string): string {
  return list.map((colour, at) => `--h${at}:${colour};--i${at}:${at < 4 ? dark : light};`).join('')
}
