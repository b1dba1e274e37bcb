import { basename } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { UserError } from './errors.ts';
import { failStep } from './github/outputs.ts';
import { checkPart } from './parts/check.ts';
import { progress } from './parts/step.ts';

/** By the file that the runner starts: the check itself, and the parts that it can be taken apart into. */
const parts: Record<string, () => Promise<void>> = {
  plan: async () => (await import('./parts/plan.ts')).planPart(),
  measure: async () => (await import('./parts/measure.ts')).measurePart(),
  'measure-post': async () => (await import('./parts/measure.ts')).measurePostPart(),
  gate: async () => (await import('./parts/gate.ts')).gatePart(),
  report: async () => (await import('./parts/report.ts')).reportPart(),
};

progress.line(`CEGI carbon check ${packageJson.version}`);
try {
  const part = parts[basename(process.argv[1] ?? '', '.js')] ?? checkPart;
  await part();
} catch (error) {
  failStep(
    error instanceof UserError
      ? error.message
      : `A defect of this action, please report it:\n${(error as Error).stack}`,
  );
}
// What a library left open (a socket, a worker) must not keep the runner waiting.
process.exit();
