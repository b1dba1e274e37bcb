import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { passing } from './faults.ts';

const tableOf = async (name: string) =>
  (await readFile(new URL(`golden/faults-${name}.md`, import.meta.url), 'utf8')).trim();

it('the page of faults says what the tests found', async () => {
  const borne = Object.keys(passing).map((fault) => `- ${fault}`);
  const text = `# When GitHub fails

What the action does where GitHub refuses, limits, breaks off or stalls. The lists and tables are made by tests that put each fault at each kind of request (\`test/parts/github-faults-*.test.ts\`).

The verdict comes from what was measured, and \`result.json\` and the reports are written before anything is posted. So no fault turns a verdict into another: where a baseline cannot be read there is none (\`no-baseline\`, neutral, with a warning), and what cannot go on without GitHub (which pull request, what changed, by whose rules) fails the step with one line that says why.

## What passes

Each of these, once or twice in a row at every request, changes nothing:

${borne.join('\n')}

Work that creates something looks first whether it is there already, since a broken answer may hide that it was made: there is one comment, and each run is in the history once. A second comment of this check's (two runs that posted at once) is removed by the next run. What GitHub says not to have is asked for twice.

## What stays

*Nothing* means that nothing is missing; *or nothing*, that it depends on how much of GitHub's work or answer came through. All else is said in one line of the run: a warning, or the step's error.

### A check or report of a pull request

${await tableOf('report')}

*No override counts*: the check fails as if nobody had overridden it. A configuration, an index or a baseline that GitHub says not to have, twice, is taken not to be there.

### A run on the default branch, with the branch store

${await tableOf('record')}

What is not recorded is in \`result.json\`: run the job again.

### The gate

${await tableOf('gate')}

A release that cannot be compared is not let through: run the gate again.

## How long it takes

| what | at most |
| --- | --- |
| one attempt, from the connection to the last byte | 15 s |
| one request with its attempts and the waits between them | 60 s |
| looking for overrides | 60 s |
| the comment; the check run | 90 s each |
| a question that the step cannot go on without; reading or writing the history's branch | 120 s each |
| all attempts in vain and waits of a step together | 10 minutes; nothing more is asked of GitHub then |
| all that is still asked once the run is cancelled | 3 s |

A rate limit is waited for where it ends within these limits (a minute where GitHub does not say when), and otherwise named with the time that it lasts: nothing waits for an hour.

The cache service and the storage of artifacts are not GitHub's API. The cache is given up after 2 minutes with a warning ([history.md](history.md)).
`;
  await expect(text).toMatchFileSnapshot('../../docs/github-faults.md');
});
