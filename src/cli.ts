import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command, CommanderError, Help } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { cancellation } from './cancellation.ts';
import { UserError } from './errors.ts';
import { resultSchema } from './measurement/result.ts';
import { streamProgress } from './progress.ts';
import { writeBadge, writeReports } from './publish.ts';
import { conclusionOf } from './verdict/conclusion.ts';

/** Exit status: 0 nothing against it, 1 a conclusion of failure, 2 the program could not do its work. */
const failed = 1;
const broken = 2;

// Progress goes to stderr, so that stdout is the result alone and can be piped.
const progress = streamProgress(process.stderr);
const print = (text: string) => process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
const collect = (value: string, before: string[]) => [...before, value];

const program = new Command('cegi')
  .description('Measures the energy of models, computes CEGI against a baseline, and says what regressed.')
  .version(packageJson.version)
  .configureHelp({
    optionDescription: (option) =>
      // That nothing is named, or a flag not given, goes without saying.
      ['false', '[]'].includes(JSON.stringify(option.defaultValue))
        ? option.description
        : new Help().optionDescription(option),
  })
  .showHelpAfterError('(--help shows what there is)')
  .exitOverride();

program
  .command('init')
  .description('look at the repository and the machine, and write .github/cegi.yml and a workflow that run')
  .option(
    '-m, --model <path=task>',
    'check this model (or org/name of the Hub) on this task or dataset; may be repeated',
    collect,
    [],
  )
  .option('-d, --dataset <path[:kind]>', 'make a task of this dataset alone; may be repeated', collect, [])
  .option('-r, --runner <labels>', 'labels of the runner, with commas (default: self-hosted,gpu)')
  .option('-z, --zone <code>', "ISO 3166 alpha-3 country of the runner's electricity (default: WORLD)")
  .option(
    '-a, --action <owner/name@version>',
    "what the workflow's step uses (default: this program's repository, where it is a checkout)",
  )
  .option('--accept-estimates', 'let estimates from CPU time decide where no counter can be read', false)
  .option('-y, --yes', 'ask nothing, and take what is guessed', false)
  .option('--force', 'overwrite files that are there', false)
  .option('--dry-run', 'print both files, and write none', false)
  .option('--offline', 'do not ask the Hugging Face Hub which of its models can run', false)
  .option('--json', 'ask nothing, and print what was found and written as JSON', false)
  .addHelpText(
    'after',
    '\nOn a terminal it asks what is not clear. Otherwise that is left out, as comments with the reason,' +
      '\nunless --yes or a flag takes it. Exit status: 0 written, 1 nothing to check was found or a file was kept,' +
      '\n2 it could not be done.',
  )
  .action(async (options) => {
    const [{ initHere }, { initJson }, { terminalAsker }] = await Promise.all([
      import('./init-here.ts'),
      import('./init/init-result.ts'),
      import('./init/terminal-asker.ts'),
    ]);
    const canAsk = process.stdin.isTTY === true && !options.json;
    const asker = canAsk ? terminalAsker(process.stdin, process.stderr) : null;
    const result = await initHere({ ...options, asker, progress }).finally(() => asker?.close());
    if (options.json) print(JSON.stringify(initJson(result), null, 2));
    else if (options.dryRun) for (const { path, text } of result.files) print(`# ${path}\n${text}`);
    if (result.problem !== null) progress.line(result.problem);
    if (result.next.length > 0)
      progress.line(['Next:', ...result.next.map((line) => `  ${line}`)].join('\n'));
    if (!result.done) process.exitCode = failed;
  });

program
  .command('check')
  .description('evaluate the models that changed since a base, and judge them against their baselines')
  .option('-c, --config <file>', 'configuration, relative to the repository', '.github/cegi.yml')
  .option('-b, --base <ref>', "commit or branch to compare with (default: the remote's default branch)")
  .option('-a, --all', 'evaluate every model, changed or not')
  .option('-m, --model <id>', 'only this model; may be repeated', collect, [])
  .option('--record', 'keep the measurements as the baselines of later checks', false)
  .option('-o, --out <directory>', 'where reports are written', 'out/cegi')
  .option('--json', 'print the result as JSON')
  .addHelpText(
    'after',
    '\nExit status: 0 no rule failed, 1 a rule failed (or was inconclusive under `on-inconclusive: fail`), 2 the check itself could not be carried out.',
  )
  .action(async (options) => {
    const { checkHere } = await import('./check-here.ts');
    const result = await checkHere({ ...options, progress, signal: cancellation() });
    const { terminalSummary } = await import('./report/summary.ts');
    print(options.json ? JSON.stringify(result, null, 2) : terminalSummary(result));
    if (!options.json) print(`\nReports: ${resolve(options.out)}`);
    process.exitCode = result.error ? broken : conclusionOf(result) === 'failure' ? failed : 0;
  });

program
  .command('measure')
  .description('measure models without comparing or judging them, and print their records as JSON')
  .argument('[models...]', 'ids of models; all where none is named')
  .option('-c, --config <file>', 'configuration, relative to the repository', '.github/cegi.yml')
  .option('-r, --rounds <n>', "rounds a model (default: the configuration's least)", Number)
  .option('-o, --out <file>', 'also write the records to this file')
  .option('--json', 'accepted for symmetry: the output is always JSON')
  .action(async (models, options) => {
    const { measureHere } = await import('./measure-here.ts');
    const records = await measureHere(models, { ...options, progress, signal: cancellation() });
    print(JSON.stringify(records, null, 2));
    if (records.some((record) => record.status === 'partial')) process.exitCode = broken;
  });

program
  .command('report')
  .description('make the comment, the page and the badge again from a result.json')
  .argument('<result.json>')
  .option('-o, --out <directory>', 'where reports are written', 'out/cegi')
  .option('--json', 'print nothing but the result')
  .action(async (file, options) => {
    const result = await readResult(file);
    const comment = await writeReports(result, options.out, '');
    print(options.json ? JSON.stringify(result, null, 2) : comment.trim());
    progress.line(`Reports: ${resolve(options.out)}`);
  });

program
  .command('page')
  .description('make one HTML file of a history of runs: figures over commits, energy against score')
  .requiredOption('--history <directory>', 'a checkout of the branch that holds the history')
  .option('-o, --out <file>', 'the page', 'out/cegi/history.html')
  .option('--repository <url>', 'link to this repository alone, such as https://github.com/owner/name')
  .action(async (options) => {
    const { pageHere } = await import('./page-here.ts');
    const count = await pageHere(options);
    progress.line(`${count} ${count === 1 ? 'result' : 'results'}`);
    print(resolve(options.out));
  });

program
  .command('compact')
  .description("drop old runs from the history's branch on GitHub, and make it one commit without a past")
  .requiredOption('--repository <owner/name>', 'the repository')
  .option('--branch <name>', 'the branch that holds the history', 'cegi-data')
  .option('--keep-runs <n>', 'newest runs that stay of each model, task, dataset and machine', Number, 10)
  .option('--keep-days <n>', 'runs that are not older stay too: more than lie between releases', Number, 180)
  .addHelpText('after', '\nGITHUB_TOKEN must hold a token that may write contents of the repository.')
  .action(async (options) => {
    const { compactHere } = await import('./compact-here.ts');
    const { kept, dropped } = await compactHere({ ...options, env: process.env, progress });
    print(`${dropped} runs dropped, ${kept} kept; the index keeps them all.`);
  });

program
  .command('badge')
  .description('make badge.json (for shields.io) and badge.svg from a result.json')
  .argument('<result.json>')
  .option('-o, --out <directory>', 'where they are written', 'out/cegi')
  .option('--json', "print the badge's JSON")
  .action(async (file, options) => {
    const result = await readResult(file);
    await writeBadge(result, options.out);
    const { badgeJson } = await import('./report/badge.ts');
    print(options.json ? JSON.stringify(badgeJson(result)) : resolve(options.out, 'badge.svg'));
  });

program
  .command('doctor')
  .description('show every counter of this machine, whether it can be read, and what a check would use')
  .option(
    '-c, --config <file>',
    'configuration, relative to the repository (default: .github/cegi.yml, if any)',
  )
  .option('--json', 'print the findings as JSON')
  .addHelpText(
    'after',
    '\nExit status: 0 a verdict could be decided here, 1 nothing here could decide one, 2 it could not be found out.',
  )
  .action(async (options) => {
    const [{ doctorHere }, { doctorTable }] = await Promise.all([
      import('./doctor-here.ts'),
      import('./energy/doctor/table.ts'),
    ]);
    const diagnosis = await doctorHere({ ...options, progress });
    print(options.json ? JSON.stringify(diagnosis, null, 2) : doctorTable(diagnosis));
    if (!diagnosis.decides) process.exitCode = failed;
  });

program
  .command('calibrate')
  .description(
    'measure one model several times over, and say how small a change this machine can tell from none',
  )
  .argument('[model]', 'id of the model (default: the first of the configuration that runs here)')
  .option('-c, --config <file>', 'configuration, relative to the repository', '.github/cegi.yml')
  .option('--runs <n>', 'whole runs, at least 3', Number, 6)
  .option(
    '-r, --rounds <n>',
    'rounds a run, at least 8 (default: 12, or rounds.min where that is more)',
    Number,
  )
  .option('--json', 'print the calibration and what follows from it as JSON')
  .addHelpText(
    'after',
    '\nThe calibration is stored beside the baselines (baseline.path), for checks on the same hardware.' +
      '\nExit status: 0 calibrated and stored, 2 it ended early or could not be stored.',
  )
  .action(async (model, options) => {
    const [{ calibrateHere }, { calibrationSummary }] = await Promise.all([
      import('./calibrate-here.ts'),
      import('./report/calibration.ts'),
    ]);
    const report = await calibrateHere(model, { ...options, progress, signal: cancellation() });
    print(options.json ? JSON.stringify(report, null, 2) : calibrationSummary(report, 'text'));
    if (report.ended !== null || !report.kept) process.exitCode = broken;
  });

program
  .command('demo')
  .description('play the whole check on small trained models in a temporary repository')
  .option('-o, --out <directory>', 'where the reports are left', 'out/demo')
  .option('--json', "print the failing pull request's result as JSON")
  .action(async (options) => {
    const { demo } = await import('./demo/demo.ts');
    const played = await demo({
      out: resolve(options.out),
      progress,
      print: options.json ? () => {} : print,
    });
    if (options.json) print(JSON.stringify(played.result, null, 2));
    if (!played.asExpected) process.exitCode = failed;
  });

async function readResult(file: string) {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new UserError(`${file} could not be read: ${error.message}`);
  });
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${file} is not JSON: ${(error as Error).message}`);
  }
  const parsed = resultSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new UserError(
    `${file} is not a result of this version of cegi: ${issue.path.join('.') || 'the whole'}: ${issue.message}`,
  );
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : broken;
  else {
    progress.line(
      error instanceof UserError
        ? `cegi: ${error.message}`
        : `cegi: a defect of this program, please report it:\n${(error as Error).stack}`,
    );
    process.exitCode = broken;
  }
}
// What a library left open (a socket, a worker) must not keep the program alive.
process.exit();
