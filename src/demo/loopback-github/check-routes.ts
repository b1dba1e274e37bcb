import { account } from './account.ts';
import {
  type Answer,
  fieldOf,
  invalid,
  json,
  notFound,
  page,
  type RecordedRequest,
  type Route,
} from './answer.ts';

/** A check run as GitHub keeps it. */
export interface LoopbackCheckRun {
  id: number;
  name: string;
  headSha: string;
  externalId: string;
  /** Slug of the app that made it. */
  app: string;
  conclusion: string;
  title: string;
  summary: string;
  detailsUrl: string | null;
  annotations: LoopbackAnnotation[];
}

export interface LoopbackAnnotation {
  path: string;
  start_line: number;
  end_line: number;
  annotation_level: string;
  title: string;
  message: string;
}

const longestSummary = 65_535;
const mostAnnotations = 50;
const madeAt = '2026-01-01T00:00:00Z';

/** Check runs; `login` is who makes them. */
export function checkRoutes(
  runs: LoopbackCheckRun[],
  at: { url: string; root: string; login: string },
): Route[] {
  return [
    { method: 'POST', path: /^check-runs$/, answer: (_, { body }) => create(body) },
    { method: 'PATCH', path: /^check-runs\/(\d+)$/, answer: (id, { body }) => update(Number(id), body) },
    {
      method: 'GET',
      path: /^commits\/([^/]+)\/check-runs$/,
      answer: list,
    },
    {
      method: 'GET',
      path: /^check-runs\/(\d+)\/annotations$/,
      answer(id, request) {
        const run = runs.find((candidate) => candidate.id === Number(id));
        if (!run) return notFound;
        const shown = run.annotations.map((annotation) => ({
          ...annotation,
          start_column: null,
          end_column: null,
          raw_details: null,
          blob_href: `${at.url}/blob/${run.headSha}`,
        }));
        return page(shown, request, at.url);
      },
    },
  ];

  function create(body: unknown): Answer {
    const [name, headSha] = [fieldOf(body, 'name'), fieldOf(body, 'head_sha')];
    const output = outputIn(body);
    if (!output || typeof name !== 'string' || typeof headSha !== 'string') return invalid;
    const run: LoopbackCheckRun = {
      id: 9000 + runs.length,
      name,
      headSha,
      externalId: text(fieldOf(body, 'external_id')),
      app: at.login.replace(/\[bot\]$/, ''),
      ...output,
    };
    runs.push(run);
    return json(201, shownRun(run));
  }

  function update(id: number, body: unknown): Answer {
    const run = runs.find((candidate) => candidate.id === id);
    if (!run) return notFound;
    const output = outputIn(body);
    if (!output) return invalid;
    // Those of before stay.
    Object.assign(run, output, { annotations: [...run.annotations, ...output.annotations] });
    return json(200, shownRun(run));
  }

  function list(ref: string, { query, ...request }: RecordedRequest): Answer {
    const found = runs
      .filter(({ headSha, name }) => headSha === ref && name === query.check_name)
      .map(shownRun);
    const listed = page(found, { query, ...request }, at.url);
    const content = { total_count: found.length, check_runs: JSON.parse(listed.body.toString()) };
    return { ...listed, body: JSON.stringify(content) };
  }

  function shownRun({
    id,
    name,
    headSha,
    externalId,
    app,
    conclusion,
    title,
    summary,
    ...run
  }: LoopbackCheckRun) {
    return {
      id,
      node_id: `CR_${id}`,
      name,
      head_sha: headSha,
      external_id: externalId,
      url: `${at.root}/check-runs/${id}`,
      html_url: `${at.url}/runs/${id}`,
      details_url: run.detailsUrl,
      status: 'completed',
      conclusion,
      started_at: madeAt,
      completed_at: madeAt,
      check_suite: { id: 1 },
      pull_requests: [],
      output: {
        title,
        summary,
        text: null,
        annotations_count: run.annotations.length,
        annotations_url: `${at.root}/check-runs/${id}/annotations`,
      },
      app: {
        id: 15_368,
        slug: app,
        node_id: 'A_1',
        client_id: 'x',
        owner: account('github', at.url),
        name: app,
        description: null,
        external_url: at.url,
        html_url: `${at.url}/apps/${app}`,
        created_at: madeAt,
        updated_at: madeAt,
        permissions: {},
        events: [],
      },
    };
  }
}

type Output = Pick<LoopbackCheckRun, 'conclusion' | 'title' | 'summary' | 'detailsUrl' | 'annotations'>;

/** What a check run shows, as GitHub takes it; null where it refuses. */
function outputIn(body: unknown): Output | null {
  const output = fieldOf(body, 'output');
  const annotations = fieldOf(output, 'annotations') ?? [];
  const [title, summary] = [text(fieldOf(output, 'title')), text(fieldOf(output, 'summary'))];
  if (title === '' || summary === '' || summary.length > longestSummary) return null;
  if (!Array.isArray(annotations) || annotations.length > mostAnnotations) return null;
  const conclusion = text(fieldOf(body, 'conclusion'));
  if (conclusion === '') return null;
  const detailsUrl = fieldOf(body, 'details_url');
  return {
    conclusion,
    title,
    summary,
    detailsUrl: typeof detailsUrl === 'string' ? detailsUrl : null,
    annotations,
  };
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');
