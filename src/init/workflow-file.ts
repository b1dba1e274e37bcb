import { Document, type Node, type Pair, type YAMLMap } from 'yaml';

export interface WorkflowSettings {
  /** Labels that a runner must have. */
  runner: readonly string[];
  defaultBranch: string;
  /** What the step uses: `owner/name@ref`. */
  action: string;
  /** Whether files are kept in Git LFS, or by DVC. */
  keptIn: { lfs: boolean; dvc: boolean };
}

/** Nothing else is interpolated into a workflow: these are GitHub's own. */
const ownBranchesOnly =
  "github.event_name != 'pull_request' || github.event.pull_request.head.repo.full_name == github.repository";

/** The text of a workflow that stores baselines on pushes, and checks pull requests of the repository's own branches. */
export function workflowFile({ runner, defaultBranch, action, keptIn }: WorkflowSettings): string {
  const document = new Document({
    name: 'Carbon',
    on: { push: { branches: [defaultBranch] }, pull_request: null },
    permissions: { contents: 'read', 'pull-requests': 'write', checks: 'write' },
    concurrency: {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: GitHub's expressions.
      group: 'carbon-${{ github.workflow }}-${{ github.ref }}',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: GitHub's expressions.
      'cancel-in-progress': "${{ github.event_name == 'pull_request' }}",
    },
    jobs: {
      cegi: {
        if: ownBranchesOnly,
        'runs-on': [...runner],
        'timeout-minutes': 120,
        steps: [
          {
            uses: 'actions/checkout@v5',
            with: { ...(keptIn.lfs ? { lfs: true } : {}), 'fetch-depth': 0 },
          },
          { uses: action },
        ],
      },
    },
  });
  const keyAt = (...path: (string | number)[]) => keyOf(document, path);
  keyAt('on', 'push').commentBefore = ' Stores the baselines.';
  keyAt('on', 'pull_request').commentBefore = ' Compares with the base, or with them.';
  keyAt('permissions', 'pull-requests').commentBefore = ' For the comment.';
  keyAt('permissions', 'checks').commentBefore = ' For the check run, which can be neutral.';
  keyAt('jobs', 'cegi', 'if').commentBefore =
    ' Code of a fork must not run on your machines unasked: docs/parts.md of the action tells how forks are checked.';
  keyAt('jobs', 'cegi', 'timeout-minutes').commentBefore =
    ' Ends a check that hangs; raise it where models are large.';
  keyAt('jobs', 'cegi', 'runs-on').commentBefore =
    ' A machine whose energy counters can be read: docs/runners.md of the action.';
  for (const path of [
    ['on', 'push', 'branches'],
    ['jobs', 'cegi', 'runs-on'],
    ['jobs', 'cegi', 'steps', 0, 'with'],
  ])
    (document.getIn(path, true) as YAMLMap).flow = true;
  const step = document.getIn(['jobs', 'cegi', 'steps', 1], true) as YAMLMap;
  if (keptIn.dvc)
    step.commentBefore = ' Models or data are kept by DVC: a step before this one has to run `dvc pull`.';
  for (const { key } of (document.contents as unknown as YAMLMap<Node, Node>).items.slice(1))
    if (String(key) === 'jobs') key.spaceBefore = true;
  return document.toString({ lineWidth: 0, nullStr: '', flowCollectionPadding: true });
}

function keyOf(document: Document, path: readonly (string | number)[]): Node {
  const map = document.getIn(path.slice(0, -1), true) as YAMLMap<Node, Node>;
  return map.items.find(({ key }: Pair<Node, Node>) => String(key) === path.at(-1))!.key;
}
