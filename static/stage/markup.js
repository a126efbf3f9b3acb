// The parts of the stage as HTML, in the order in which they are read and tabbed through.

import { DRAWING } from "./drawing.js"
import { TOOLBAR } from "./toolbar.js"

export const MARKUP = `<div class="nnp-comeback" role="status" hidden><p></p>
    <button type="button" data-do="goOn"></button><button type="button" data-do="afresh">Start afresh</button></div>
  ${TOOLBAR}
  <p class="nnp-spoken" aria-live="polite"></p>
  <div class="nnp-panels">
    <section class="nnp-panel nnp-network" aria-label="Network">
      <div class="nnp-heads" role="toolbar" aria-label="Layers"></div>
      <div class="nnp-menu" role="dialog" hidden></div>
      <canvas></canvas>
      <p class="nnp-info" aria-live="polite"></p>
      <form class="nnp-edit" hidden><input type="number" step="any" min="-1000000" max="1000000" aria-label="New value"></form>
      <button type="button" class="nnp-undo" hidden title="Give the last edited value back (Ctrl Z)">Undo</button>
    </section>
    <section class="nnp-panel nnp-boundary" aria-label="Decision boundary">
      <div class="nnp-square"><canvas></canvas><canvas></canvas><i class="nnp-brush" hidden></i><p class="nnp-blank" hidden></p></div>
      <div class="nnp-legend">
        <span class="nnp-classes"></span><span class="nnp-target" hidden></span><span data-end="low"></span><i class="nnp-scale"></i><span data-end="high"></span>
        <label class="nnp-test"><input type="checkbox" checked> <span title="Show the test samples">○ test</span></label>
        <button type="button" class="nnp-small nnp-display" aria-haspopup="true" aria-expanded="false">Display</button>
        <button type="button" class="nnp-small nnp-draw-on" aria-pressed="false" title="Draw and erase points on the picture (D)">Draw</button>
      </div>${DRAWING}
      <div class="nnp-menu" role="dialog" aria-label="Display options" hidden></div>
    </section>
    <section class="nnp-panel nnp-pad" aria-label="Draw an input" hidden></section>
    <section class="nnp-inspector" aria-label="Pinned units" hidden></section>
    <section class="nnp-panel nnp-loss" aria-label="Loss">
      <h3>Loss <div class="nnp-remark" role="status" hidden><span></span>
        <button type="button" class="nnp-small" data-do="why" aria-expanded="false">Why?</button>
        <button type="button" class="nnp-small" data-do="dismiss" aria-label="Dismiss">×</button><p hidden></p></div> <button type="button" class="nnp-clear" hidden>Clear earlier runs</button> <label><input type="checkbox"> log scale</label></h3><div class="nnp-chart"></div>
    </section>
    <section class="nnp-panel nnp-weights" aria-label="Weights">
      <h3>Weights and biases</h3><div class="nnp-chart"></div>
    </section>
  </div>
  <section class="nnp-views" aria-label="Views"></section>`
