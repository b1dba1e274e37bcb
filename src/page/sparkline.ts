import { Chart, LinearScale, LineController, LineElement, PointElement } from 'chart.js';
import type { Look } from './appearance.ts';
import { element } from './element.ts';

Chart.register(LinearScale, LineController, LineElement, PointElement);

/** A line without axes, its last value as a dot. Words beside it must say the same: it is hidden from screen readers. */
export function sparkline(values: readonly number[], look: Look): { frame: HTMLElement; draw(): Chart } {
  const canvas = element('canvas', { 'aria-hidden': 'true' });
  return {
    frame: element('div', { class: 'spark' }, canvas),
    draw: () =>
      new Chart(canvas, {
        type: 'line',
        data: {
          datasets: [
            {
              data: values.map((y, x) => ({ x, y })),
              borderColor: look.colour,
              backgroundColor: look.colour,
              borderWidth: 1.75,
              pointRadius: values.map((_, index) => (index === values.length - 1 ? 3.5 : 0)),
            },
          ],
        },
        options: {
          animation: false,
          maintainAspectRatio: false,
          events: [],
          // The whole of the last dot.
          clip: 5,
          layout: { padding: 5 },
          scales: {
            x: { type: 'linear', display: false, min: 0, max: values.length - 1 },
            y: { type: 'linear', display: false },
          },
        },
      }),
  };
}
