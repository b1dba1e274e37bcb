import { Chart, LinearScale, LineElement, LogarithmicScale, PointElement } from 'chart.js';
import { LineWithErrorBarsController, PointWithErrorBar } from 'chartjs-chart-error-bars';
import { provenances } from '../measurement/measurement.ts';
import { type Look, markers, schemeColour } from './appearance.ts';
import { element } from './element.ts';
import type { Point } from './lines.ts';
import { logTicks } from './log-ticks.ts';
import type { Run } from './run.ts';

Chart.register(
  LinearScale,
  LineElement,
  LineWithErrorBarsController,
  LogarithmicScale,
  PointElement,
  PointWithErrorBar,
);

export interface Axis {
  title: string;
  logarithmic?: boolean;
  /** Text of a tick; more strings are more lines. */
  tick(value: number): string | string[];
  /** Places 0, 1, 2 … up to this many; without it, numbers. */
  places?: number;
  /** Where it ends at the latest. */
  max?: number | undefined;
}

/** A point with an interval along the other axis as well, or drawn larger. */
export interface PlotPoint extends Point {
  xLow?: number;
  xHigh?: number;
  large?: boolean;
}

/** The points of one model. */
export interface Trace {
  name: string;
  look: Look;
  joined: boolean;
  points: readonly PlotPoint[];
}

export interface Drawing {
  x: Axis;
  y: Axis;
  traces: readonly Trace[];
  /** A staircase through these, from left to right. */
  stairs?: readonly { x: number; y: number }[];
}

export interface Plot {
  /** The element that has the focus when points are walked through. */
  frame: HTMLElement;
  draw(drawing: Drawing): void;
  /** Rings a run for as long as it is chosen; null for none. */
  choose(key: string | null): void;
}

/** Pixels between the pointer and the point it means. */
const reach = 28;
/** Points on a chart from which on their markers shrink. */
const many = [300, 3000] as const;

/**
 * A chart that mouse and keyboard can walk through. Hovering and walking draw nothing anew: tooltip and ring are
 * elements above the canvas, so that ten thousand points do not slow them down.
 */
export function plot(options: {
  label: string;
  /** What the tooltip says of a run: its heading, and its lines. */
  tell(run: Run): [string, ...string[]];
  /** Says to a screen reader. */
  say(text: string): void;
  open(run: Run, by: 'pointer' | 'keyboard'): void;
}): Plot {
  const canvas = element('canvas', { 'aria-hidden': 'true' });
  const ring = element('div', { class: 'ring', hidden: true });
  const chosen = element('div', { class: 'ring chosen', hidden: true });
  const tip = element('div', { class: 'tip', hidden: true, 'aria-hidden': 'true' });
  const frame = element(
    'div',
    {
      class: 'plot',
      tabindex: 0,
      role: 'application',
      'aria-roledescription': 'chart',
      'aria-label': options.label,
      'aria-describedby': 'walk-hint',
    },
    canvas,
    chosen,
    ring,
    tip,
  );
  let chart: Chart | null = null;
  /** Known points of every trace that has any, from left to right. */
  let known: PlotPoint[][] = [];
  let at: { trace: number; index: number } | null = null;
  let key: string | null = null;

  const pixel = (point: PlotPoint) => ({
    left: chart!.scales.x!.getPixelForValue(point.x),
    top: chart!.scales.y!.getPixelForValue(point.y),
  });

  function place(mark: HTMLElement, point: PlotPoint | null | undefined): void {
    mark.hidden = !point;
    if (!point) return;
    const { left, top } = pixel(point);
    mark.style.left = `${left}px`;
    mark.style.top = `${top}px`;
  }

  const showChosen = () =>
    place(chosen, key === null ? null : known.flat().find(({ run }) => run?.key === key));

  function mark(point: PlotPoint | null): void {
    place(ring, point);
    tip.hidden = !point;
    if (!point) return;
    const { left, top } = pixel(point);
    const [heading, ...lines] = options.tell(point.run!);
    tip.replaceChildren(element('strong', {}, heading), ...lines.map((line) => element('span', {}, line)));
    const { offsetWidth: width, offsetHeight: height } = tip;
    tip.style.left = `${Math.max(0, Math.min(left - width / 2, frame.clientWidth - width))}px`;
    tip.style.top = `${top > height + 14 ? top - height - 14 : top + 14}px`;
  }

  function nearest(event: MouseEvent): { trace: number; index: number } | null {
    if (!chart) return null;
    const box = canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    let found: { trace: number; index: number } | null = null;
    let least = reach ** 2;
    known.forEach((points, trace) => {
      points.forEach((point, index) => {
        const { left, top } = pixel(point);
        const distance = (left - x) ** 2 + (top - y) ** 2;
        if (distance < least) [found, least] = [{ trace, index }, distance];
      });
    });
    return found;
  }

  function go(to: { trace: number; index: number }): void {
    at = to;
    const point = known[to.trace]![to.index]!;
    mark(point);
    options.say(options.tell(point.run!).join(', '));
  }

  function walk(event: KeyboardEvent): void {
    if (known.length === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const here = at ?? { trace: 0, index: known[0]!.length };
    const points = known[here.trace]!;
    const page = Math.max(1, Math.round(points.length / 10));
    const within = (index: number) => ({
      trace: here.trace,
      index: Math.min(points.length - 1, Math.max(0, index)),
    });
    const across = (step: number) => {
      const trace = (here.trace + step + known.length) % known.length;
      const x = points[Math.min(here.index, points.length - 1)]!.x;
      return { trace, index: nearestIndex(known[trace]!, x) };
    };
    const steps: Record<string, () => { trace: number; index: number }> = {
      ArrowLeft: () => within(here.index - 1),
      ArrowRight: () => within(here.index + 1),
      PageUp: () => within(here.index - page),
      PageDown: () => within(here.index + page),
      Home: () => within(0),
      End: () => within(points.length - 1),
      ArrowUp: () => across(-1),
      ArrowDown: () => across(1),
    };
    const step = steps[event.key];
    if (step) go(step());
    else if ((event.key === 'Enter' || event.key === ' ') && at)
      options.open(known[at.trace]![at.index]!.run!, 'keyboard');
    else if (event.key === 'Escape') mark(null);
    else return;
    event.preventDefault();
  }

  canvas.addEventListener('pointermove', (event) => {
    const found = nearest(event);
    frame.style.cursor = found ? 'pointer' : '';
    mark(found && known[found.trace]![found.index]!);
  });
  canvas.addEventListener('pointerleave', () => mark(null));
  canvas.addEventListener('click', (event) => {
    const found = nearest(event);
    if (!found) return;
    at = found;
    options.open(known[found.trace]![found.index]!.run!, 'pointer');
  });
  frame.addEventListener('keydown', walk);
  frame.addEventListener('blur', () => mark(null));

  return {
    frame,
    draw(drawing) {
      mark(null);
      at = null;
      known = drawing.traces
        .map(({ points }) =>
          points.filter(({ y, run }) => Number.isFinite(y) && run).sort((a, b) => a.x - b.x),
        )
        .filter((points) => points.length > 0);
      chart?.destroy();
      chart = chartOf(canvas, drawing, showChosen);
      showChosen();
    },
    choose(run) {
      key = run;
      showChosen();
    },
  };
}

/** In points that lie from left to right, the place of the one that is nearest to x. */
function nearestIndex(points: readonly PlotPoint[], x: number): number {
  let best = 0;
  points.forEach((point, index) => {
    if (Math.abs(point.x - x) < Math.abs(points[best]!.x - x)) best = index;
  });
  return best;
}

function chartOf(canvas: HTMLCanvasElement, { x, y, traces, stairs }: Drawing, resized: () => void): Chart {
  const count = traces.reduce((sum, { points }) => sum + points.length, 0);
  const size = many.filter((limit) => count > limit).length;
  // The library draws the first on top.
  const datasets = [
    ...(stairs ? [stairsOf(stairs)] : []),
    ...traces.flatMap((trace) => datasetsOf(trace, size, x.logarithmic, y.logarithmic)),
  ];
  return new Chart(canvas, {
    type: 'lineWithErrorBars',
    data: { datasets },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      normalized: true,
      // Pointer and keyboard are handled above.
      events: [],
      // Whole markers at the edges.
      clip: 8,
      // The scales are in place only afterwards.
      onResize: () => requestAnimationFrame(resized),
      layout: { padding: { top: 8, right: 12 } },
      scales: { x: scaleOf(x), y: scaleOf(y) },
    },
  } as never);
}

function stairsOf(points: readonly { x: number; y: number }[]): object {
  return {
    data: [...points],
    stepped: 'before',
    borderColor: schemeColour('ink'),
    backgroundColor: 'transparent',
    borderWidth: 1.5,
    borderDash: [4, 3],
    ...markersOf({ radius: 6, border: 1.5, colour: schemeColour('ink') }),
  };
}

/** Options of markers. The library finds them under the name of their class. */
const markersOf = ({ radius, border, colour }: { radius: number; border: number; colour: string }) => ({
  pointWithErrorBarRadius: radius,
  pointWithErrorBarBorderWidth: border,
  pointWithErrorBarBorderColor: colour,
});

/**
 * The line of a trace, and its points: a dataset for each kind of marker, since the library is quick only where all
 * points of a dataset look the same.
 */
function datasetsOf(trace: Trace, size: number, logX = false, logY = false): object[] {
  const { look, joined } = trace;
  const radius = [4, 2.5, 1.9][size]!;
  const bars = `${look.colour}${['b0', '80', '60'][size]}`;
  const points = trace.points.map((point) => ({ ...point, bounds: boundsOf(point, logX, logY) }));
  const bare = (some: typeof points) => some.map(({ bounds: { x, y } }) => ({ x, y }));
  const known = points.filter(({ bounds }) => Number.isFinite(bounds.y));
  const failed = {
    showLine: false,
    data: bare(known.filter(({ run }) => run?.verdict === 'fail')),
    backgroundColor: 'transparent',
    ...markersOf({
      radius: radius + [2.5, 1.5, 0.8][size]!,
      border: [2, 1.25, 1][size]!,
      colour: schemeColour('bad'),
    }),
  };
  const marked = provenances.flatMap((provenance) =>
    [true, false].map((large) => ({
      showLine: false,
      data: known
        .filter(({ run, ...point }) => run?.provenance === provenance && (point.large ?? false) === large)
        .map(({ bounds }) => bounds),
      backgroundColor: look.colour,
      pointStyle: markers[provenance].style,
      ...markersOf({
        // A triangle and a diamond cover less than a circle of the same radius.
        radius: radius * (provenance === 'measured' ? 1 : 1.25) * (large ? 1.9 : 1),
        // A cross is nothing but its border; of small markers a border is half the work.
        border: size < 2 || large || provenance === 'unavailable' ? 1 : 0,
        colour: large ? schemeColour('ink') : look.colour,
      }),
      errorBarColor: bars,
      errorBarWhiskerColor: bars,
      errorBarLineWidth: size === 0 ? 1.25 : 1,
      errorBarWhiskerLineWidth: size === 0 ? 1.25 : 1,
      errorBarWhiskerRatio: 0,
      errorBarWhiskerSize: [7, 3, 0][size],
    })),
  );
  const line = {
    data: joined ? bare(points) : [],
    parsing: false,
    borderColor: look.colour,
    borderDash: look.dash,
    borderWidth: size === 0 ? 1.75 : 1.1,
    ...markersOf({ radius: 0, border: 0, colour: look.colour }),
  };
  return [failed, ...marked, line].filter(({ data }) => data.length > 0);
}

/** A point as the library reads it. What a logarithmic axis cannot show ends at the value itself, or is a gap. */
function boundsOf({ x, y, low, high, xLow, xHigh }: PlotPoint, logX: boolean, logY: boolean) {
  if (!Number.isFinite(y) || (logY && y <= 0) || (logX && x <= 0)) return { x, y: Number.NaN };
  return {
    x,
    y,
    yMin: logY && low <= 0 ? y : low,
    yMax: high,
    ...(xLow !== undefined && xHigh !== undefined && { xMin: logX && xLow <= 0 ? x : xLow, xMax: xHigh }),
  };
}

function scaleOf({ title, logarithmic, tick, places, max }: Axis) {
  const whole = places !== undefined;
  const soft = schemeColour('soft');
  const family = getComputedStyle(document.body).fontFamily;
  return {
    type: logarithmic ? 'logarithmic' : 'linear',
    ...(max !== undefined && { max }),
    ...(logarithmic && {
      afterBuildTicks(scale: { min: number; max: number; ticks: { value: number }[] }) {
        scale.ticks = logTicks(scale.min, scale.max).map((value) => ({ value }));
      },
    }),
    ...(whole && {
      min: places > 1 ? 0 : -1,
      max: Math.max(1, places - 1),
      // The newest is always named.
      afterBuildTicks(scale: { width: number; ticks: { value: number }[] }) {
        const step = Math.ceil(places / Math.max(2, scale.width / 110));
        scale.ticks = [];
        for (let place = places - 1; place >= 0; place -= step) scale.ticks.unshift({ value: place });
      },
    }),
    border: { color: schemeColour('line') },
    grid: { color: schemeColour('grid'), drawTicks: false, display: !whole },
    title: { display: true, text: title, color: soft, font: { size: 12, family } },
    ticks: {
      color: soft,
      padding: 6,
      maxRotation: 0,
      autoSkipPadding: 18,
      font: { size: 11, family },
      autoSkip: !whole,
      callback: (value: number) => tick(value),
    },
  };
}
