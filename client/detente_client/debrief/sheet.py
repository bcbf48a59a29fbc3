"""The report's style sheet: readable on screen, light or dark, and on paper. No font, image or script from anywhere."""

from typing import Final

SHEET: Final = """
:root { --paper:#fdfcf9; --ink:#22262b; --soft:#667079; --line:#d5d8da; --wash:#f1efe8;
  --actual:#0b5d8a; --declared:#b45309; --observed:#6b7280; --good:#1a7f5a; --bad:#b3261e; --force:#8fbfd9;
  --step0:#7aa6bf; --step1:#a8c6d6; --terminal:#d9a35b; }
@media (prefers-color-scheme: dark) { :root { --paper:#15181b; --ink:#e6e4df; --soft:#9aa4ad; --line:#3a4046;
  --wash:#1e2226; --actual:#6cb8e6; --declared:#eca95b; --observed:#a0a7b0; --good:#5fc79c; --bad:#f2857c;
  --force:#2f6687; --step0:#3f708c; --step1:#5b8ba5; --terminal:#a67a3a; } }
* { box-sizing:border-box }
body { margin:0; background:var(--paper); color:var(--ink); font:16px/1.55 Georgia,'Iowan Old Style',serif; }
main { max-width:960px; margin:0 auto; padding:2.5rem 1.5rem 4rem; }
h1 { font-size:2.1rem; line-height:1.15; margin:0 0 .2rem; font-weight:600; }
h2 { font-size:1.35rem; margin:3rem 0 .4rem; padding-top:.6rem; border-top:1px solid var(--line); font-weight:600; }
h3 { font-size:1.02rem; margin:1.6rem 0 .3rem; font-weight:600; }
p { margin:.5rem 0; max-width:44rem; } .lead { font-size:1.12rem; } .soft, figcaption { color:var(--soft); }
figure { margin:1rem 0; overflow-x:auto; } figcaption { font-size:.86rem; margin-top:.3rem; max-width:44rem; }
.cards { display:flex; flex-wrap:wrap; gap:1rem; margin:1.4rem 0; }
.card { background:var(--wash); border-radius:6px; padding:.8rem 1.1rem; min-width:11rem; flex:1; }
.card b { display:block; font-size:1.75rem; line-height:1.2; font-weight:600; } .card span { color:var(--soft); font-size:.86rem; }
.multiples { display:flex; flex-wrap:wrap; gap:.4rem 1.2rem; } .multiples svg { flex:1 1 230px; }
h4 { font-size:.9rem; margin:.8rem 0 .2rem; font-weight:600; } .tests { border-left:3px solid var(--force); padding-left:.8rem; font-size:.92rem; }
.matrix th:not(:first-child) { writing-mode:vertical-rl; transform:rotate(180deg); text-align:left; padding:.4rem .1rem; }
svg { display:block; width:100%; height:auto; font-family:ui-sans-serif,system-ui,sans-serif; }
svg text { fill:var(--ink); font-size:11px; } svg .tick { fill:var(--soft); font-size:10px; }
svg .plot-title { font-size:11px; font-weight:600; } svg .row-label { font-size:12px; } svg .mark { font-size:13px; }
.axis { stroke:var(--soft); stroke-width:1 } .grid { stroke:var(--line); stroke-width:1 }
.line { fill:none; stroke-width:1.9 } .line.dashed { stroke-dasharray:5 3 } .line.thin { stroke-width:1; stroke-dasharray:1 2 }
.line.actual { stroke:var(--actual) } .line.declared { stroke:var(--declared) } .line.floor { stroke:var(--bad) }
.dot.observed { fill:none; stroke:var(--observed); stroke-width:1.3 } svg .end.actual { fill:var(--actual) }
svg .end.declared { fill:var(--declared) } svg .end.observed { fill:var(--observed) }
.line.hue0 { stroke:#0b5d8a } .line.hue1 { stroke:#b45309 } .line.hue2, .dot.hue2 { stroke:#1a7f5a; fill:none }
svg .end.hue0 { fill:#0b5d8a } svg .end.hue1 { fill:#b45309 } svg .end.hue2 { fill:#1a7f5a } svg .end.hue3 { fill:#8a3b8f }
.line.hue3 { stroke:#8a3b8f } .line.hue4 { stroke:#6b7280 } .line.hue5, .dot.hue5 { stroke:#b3261e; fill:none }
.force { fill:var(--force) } .breach { fill:none; stroke:var(--bad); stroke-width:1.2 } .breach.unseen { stroke-dasharray:3 2 }
svg .mark.caught, svg .mark.unseen, svg .mark.incident { fill:var(--bad) } svg .mark.accused { fill:var(--declared) }
.step0 { fill:var(--step0) } .step1 { fill:var(--step1) } .terminal { fill:var(--terminal) } .minus { fill:var(--bad); opacity:.65 }
.final { stroke:var(--ink); stroke-width:2 } svg .end-score { font-weight:600 } .gauge { fill:var(--actual) }
table { border-collapse:collapse; font:13px/1.4 ui-sans-serif,system-ui,sans-serif; margin:.4rem 0; font-variant-numeric:tabular-nums; }
th, td { text-align:right; padding:.16rem .55rem; border-bottom:1px solid var(--line); } th { font-weight:600; color:var(--soft); }
th:first-child, td:first-child, .words td, .words th { text-align:left; } td.bad { color:var(--bad); font-weight:600; }
td.heat { background:color-mix(in srgb, var(--force) calc(var(--n) * 1%), transparent); }
.scroll { overflow-x:auto; } details { margin:.4rem 0; } summary { cursor:pointer; color:var(--soft); font-size:.88rem; }
dl { display:grid; grid-template-columns:max-content 1fr; gap:.2rem 1rem; } dt { color:var(--soft) } dd { margin:0; overflow-wrap:anywhere; }
code { font:13px ui-monospace,monospace; } ul.plain, ol { padding-left:1.2rem; max-width:44rem; } li { margin:.25rem 0; }
.said { border-left:3px solid var(--line); padding-left:.8rem; margin:.35rem 0; white-space:pre-wrap; overflow-wrap:anywhere; }
@media print { body { font-size:11pt; background:#fff } main { max-width:none; padding:0 } h2 { break-after:avoid }
  figure, .card, tr { break-inside:avoid } summary { display:none } .scroll, figure { overflow:visible }
  details::details-content { content-visibility:visible; display:block; height:auto } }
"""
