import { element, link } from './element.ts';
import type { Links } from './links.ts';
import { figureText, gridText, measures } from './measures.ts';
import { type Run, timeOf } from './run.ts';
import { commitLink, nameText, provenanceText, taskText, verdictElement } from './words.ts';

/** Everything that the history says of one run, with its links, over the lower edge of the page. */
export function runDetails(panel: HTMLElement, close: () => void) {
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
  });
  return {
    show(run: Run | null, links: Links | null): void {
      panel.hidden = run === null;
      panel.replaceChildren();
      if (!run || !links) return;
      const grid = gridText(run);
      const fact = (name: string, ...values: (Node | string)[]) =>
        element('div', {}, element('dt', {}, name), element('dd', {}, ...values));
      panel.replaceChildren(
        element(
          'div',
          {},
          element(
            'div',
            { class: 'top' },
            element(
              'h2',
              { id: 'details-title', tabindex: -1 },
              element('span', { class: 'id' }, nameText(run.model)),
              `, ${timeOf(run)}`,
            ),
            element('button', { type: 'button', click: close }, 'Close'),
          ),
          element(
            'dl',
            {},
            fact('Verdict', verdictElement(run.verdict)),
            ...measures.map((measure) => fact(measure.title, figureText(measure, run))),
            fact('Energy is', provenanceText(run)),
            ...(grid === null ? [] : [fact('Grid', grid)]),
            fact('Task', taskText(run)),
            fact(
              'Hardware',
              nameText(run.hardware),
              ' ',
              element('span', { class: 'sub id' }, nameText(run.fingerprint)),
            ),
            fact('Commit', commitLink(run, links), run.ref === null ? '' : ` on ${nameText(run.ref)}`),
            fact('Run', links.run ? link(links.run, `Log of run ${nameText(run.run)}`) : nameText(run.run)),
            ...(links.record ? [fact('Record', link(links.record, 'All raw figures (JSON)'))] : []),
          ),
        ),
      );
    },
    focus: () => document.getElementById('details-title')?.focus(),
  };
}
