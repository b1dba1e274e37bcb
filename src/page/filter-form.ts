import type { Look } from './appearance.ts';
import { element } from './element.ts';
import type { Run } from './run.ts';
import { isFiltered, type View } from './view.ts';
import { nameText } from './words.ts';

const windows = [20, 50, 200, 1000];

/** The filters of a history. `change` is told what the reader changed, `showEverything` that nothing is to be left out; `show` sets the controls to a view. */
export function filterForm(
  form: HTMLFormElement,
  runs: readonly Run[],
  looks: ReadonlyMap<string, Look>,
  change: (part: Partial<View>) => void,
  showEverything: () => void,
): { show(view: View): void } {
  const boxes = new Map(
    [...looks.keys()].map((model) => {
      const box = element('input', { type: 'checkbox', change: () => change({ models: chosen() }) });
      return [model, box] as const;
    }),
  );
  const chosen = () => {
    const checked = [...boxes].filter(([, box]) => box.checked).map(([model]) => model);
    return checked.length === boxes.size ? [] : checked;
  };
  const task = choice(
    'Task',
    'all tasks',
    namesOf(runs, (run) => [run.task, run.task]),
    (value) => change({ task: value }),
  );
  const hardware = choice('Hardware', 'all hardware', hardwareNames(runs), (value) =>
    change({ hardware: value }),
  );
  const total = new Set(runs.map(({ run }) => run)).size;
  const last = choice(
    'Runs',
    'all runs',
    new Map(
      windows.filter((count) => count < total).map((count) => [String(count), `the last ${count} runs`]),
    ),
    (value) => change({ last: value === null ? null : Number(value) }),
  );
  const logarithmic = element('input', {
    type: 'checkbox',
    change: () => change({ logarithmic: logarithmic.checked }),
  });
  const reset = element('button', { type: 'button', click: showEverything }, 'Show everything');
  form.addEventListener('submit', (event) => event.preventDefault());
  form.replaceChildren(
    element(
      'fieldset',
      {},
      element('legend', {}, 'Models'),
      element(
        'div',
        { class: 'chips' },
        ...[...boxes].map(([model, box]) =>
          element(
            'label',
            { class: 'chip' },
            box,
            element('span', { class: `swatch ${looks.get(model)!.classes}`, 'aria-hidden': 'true' }),
            element('span', { class: 'id' }, nameText(model)),
          ),
        ),
      ),
    ),
    task.field,
    hardware.field,
    last.field,
    element('label', { class: 'toggle' }, logarithmic, 'Energy and emissions on a log scale'),
    reset,
  );
  return {
    show(view) {
      const models = new Set(view.models.length === 0 ? boxes.keys() : view.models);
      for (const [model, box] of boxes) box.checked = models.has(model);
      task.show(view.task);
      hardware.show(view.hardware);
      last.show(view.last === null ? null : String(view.last));
      logarithmic.checked = view.logarithmic;
      reset.hidden = !isFiltered(view);
    },
  };
}

/** A list to choose one from, or all. */
export function choice(
  title: string,
  all: string | null,
  names: ReadonlyMap<string, string>,
  change: (value: string | null) => void,
): { field: HTMLElement; show(value: string | null): void } {
  const values = [...(all === null ? [] : [null]), ...names.keys()];
  const select = element('select', { change: () => change(values[select.selectedIndex] ?? null) });
  for (const value of values) select.append(element('option', {}, value === null ? all! : names.get(value)!));
  return {
    field: element('label', { class: 'field' }, title, select),
    show(value) {
      let index = values.indexOf(value);
      if (index < 0 && value !== null) {
        // A link may name what the history no longer has.
        values.push(value);
        select.append(element('option', {}, `${nameText(value)} (not in this history)`));
        index = values.length - 1;
      }
      select.selectedIndex = index;
    },
  };
}

function namesOf(runs: readonly Run[], of: (run: Run) => [string, string]): Map<string, string> {
  return new Map(
    [...new Map(runs.map(of))]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, name]) => [key, nameText(name)]),
  );
}

/** Hardware by its fingerprint; where two have one name, told apart by it. */
export function hardwareNames(runs: readonly Run[]): Map<string, string> {
  const names = namesOf(runs, (run) => [run.fingerprint, run.hardware]);
  const count = (name: string) => [...names.values()].filter((other) => other === name).length;
  return new Map(
    [...names].map(([fingerprint, name]) => [
      fingerprint,
      count(name) > 1 ? `${name} (${nameText(fingerprint).slice(0, 8)})` : name,
    ]),
  );
}
