import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..');
const workflows = globSync('docs/workflows/*.yml', { cwd: root });

interface Step {
  uses?: string;
  with?: Record<string, string>;
  id?: string;
}
interface Job {
  steps: Step[];
  permissions?: Record<string, string>;
}
interface Workflow {
  name: string;
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
}

const read = (file: string) => readFileSync(join(root, file), 'utf8');
const ownPart = (uses: string) => /^your-org\/cegi-action(?:\/([a-z]+))?@v0$/.exec(uses);

it('the parser tells a wrong workflow', async () => {
  expect(await problems('wrong.yml', 'on: push\njobs:\n  a:\n    runs-on: x\n    stepz: []\n')).not.toEqual(
    [],
  );
});

async function problems(name: string, content: string): Promise<string[]> {
  const parsed = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  const found = parsed.context.errors.getErrors().map(({ message }) => message);
  if (!parsed.value) return found;
  const template = await convertWorkflowTemplate(parsed.context, parsed.value);
  return [...found, ...(template.errors ?? []).map(({ Message }) => Message)];
}

describe.each(workflows.map((file) => [basename(file), file]))('the workflow %s', (name, file) => {
  const workflow = parse(read(file)) as Workflow;
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);
  const own = steps.filter(({ uses }) => uses && ownPart(uses));

  it('is one to GitHub', async () => {
    expect(await problems(name, read(file))).toEqual([]);
  });

  it('gives the action inputs that it has, and only those', () => {
    // The page is on the branch already; GitHub's own actions publish it.
    if (name !== 'page.yml') expect(own.length).toBeGreaterThan(0);
    for (const { uses, with: given = {} } of own) {
      const part = ownPart(uses!)![1] ?? '.';
      const { inputs } = parse(read(join(part, 'action.yml'))) as {
        inputs: Record<string, { required?: boolean }>;
      };
      expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
      const needed = Object.entries(inputs).filter(([, { required }]) => required);
      for (const [input] of needed) expect(given).toHaveProperty(input);
    }
  });

  it('asks for no more than its parts need', () => {
    for (const job of Object.values(workflow.jobs)) {
      const permissions = job.permissions ?? workflow.permissions;
      const parts = job.steps.flatMap(({ uses }) => (uses && ownPart(uses)?.[1]) ?? []);
      const writes = Object.entries(permissions).filter(([, access]) => access === 'write');
      const reports =
        parts.includes('report') || job.steps.some(({ uses }) => uses === 'your-org/cegi-action@v0');
      const attaches = job.steps.some((step) => step.with?.attach);
      const publishes = job.steps.some(({ uses }) => uses?.startsWith('actions/deploy-pages@'));
      const needed = [
        ...(reports ? ['checks'] : []),
        ...(attaches ? ['contents'] : []),
        ...(publishes ? ['id-token', 'pages'] : []),
      ];
      // Results of other jobs and runs, unless they lie in a directory.
      const fetches = job.steps.some(
        ({ uses, with: given }) => uses && ownPart(uses)?.[1] === 'report' && !given?.results,
      );
      expect(permissions.actions).toBe(fetches ? 'read' : undefined);
      expect(writes.map(([scope]) => scope).sort()).toEqual([
        ...needed,
        ...(reports ? ['pull-requests'] : []),
      ]);
    }
  });

  it('measures for a report what the report judges: the head, not its merge into the base', () => {
    if (!('pull_request' in workflow.on)) return;
    for (const job of Object.values(workflow.jobs)) {
      if (!job.steps.some(({ uses }) => uses && /\/(plan|measure)@/.test(uses))) continue;
      const checkout = job.steps.find(({ uses }) => uses?.startsWith('actions/checkout@'));
      expect(checkout?.with?.ref).toMatch(
        /^\$\{\{ github\.event\.pull_request\.head\.sha( \|\| github\.sha)? \}\}$/,
      );
    }
  });

  it('puts nothing of an event into a shell', () => {
    expect(steps.filter((step) => 'run' in step)).toEqual([]);
  });
});

it('the workflow that reports waits for the one that measures, by its name', () => {
  const report = parse(read('docs/workflows/report.yml')) as Workflow;
  const measure = parse(read('docs/workflows/measure.yml')) as Workflow;
  expect(report.on.workflow_run).toMatchObject({ workflows: [measure.name] });
  expect(measure.permissions).toEqual({});
});

it('the workflow that publishes the page waits for the one that records, by its name', () => {
  const page = parse(read('docs/workflows/page.yml')) as Workflow;
  const check = parse(read('docs/workflows/check.yml')) as Workflow;
  expect(page.on.workflow_run).toMatchObject({ workflows: [check.name] });
});

it.each(['check.yml', 'matrix.yml'])(
  '%s runs for a merge queue as well, which waits for a required check',
  (name) => {
    const { on, jobs } = parse(read(`docs/workflows/${name}`)) as Workflow & {
      jobs: Record<string, { if?: string }>;
    };
    expect(on).toHaveProperty('merge_group');
    const [first] = Object.values(jobs);
    expect(first!.if).toMatch(/^github\.event_name != 'pull_request' \|\|/);
  },
);
