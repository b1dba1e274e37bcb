import { spawn } from 'node:child_process';
import { modelServer, reversed } from './model-server.ts';

/** What a server that runs as a process of its own does, beside answering. */
export interface ModelServerProcessOptions {
  port: number;
  /** Lines that it writes at its start, to stderr. */
  says?: string[];
  /** Its model is there only after this. */
  loadsForMs?: number;
  /** It does not listen before. */
  listensAfterMs?: number;
  /** It ends with this exit code before it listens. */
  endsAtOnce?: number;
  /** It ends with exit code 3 when it is asked for this prompt for the second time. */
  diesOf?: string;
  /** It does not heed SIGTERM, and starts a process that does not either. */
  clings?: boolean;
  /** CPU seconds that an answer takes. */
  burnsS?: number;
  key?: string;
}

const options = JSON.parse(process.argv[2] ?? '{}') as ModelServerProcessOptions;

for (const line of options.says ?? []) process.stderr.write(`${line}\n`);
if (options.endsAtOnce !== undefined) {
  process.stderr.write('Traceback (most recent call last):\nRuntimeError: no such model\n');
  process.exit(options.endsAtOnce);
}
if (options.clings) {
  process.on('SIGTERM', () => undefined);
  const child = spawn(
    process.execPath,
    ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'],
    { stdio: 'ignore' },
  );
  process.stdout.write(`child ${child.pid}\n`);
}
await new Promise((resolve) => setTimeout(resolve, options.listensAfterMs ?? 0));
try {
  await modelServer(
    {
      ...(options.loadsForMs === undefined ? {} : { loadsForMs: options.loadsForMs }),
      ...(options.key === undefined ? {} : { key: options.key }),
      fault({ prompt }) {
        if (prompt !== 'fail') return null;
        process.stderr.write('cannot do "fail"\n');
        return { kind: 'status', status: 500 };
      },
      answer(request) {
        if (request.prompt === options.diesOf && request.times > 1) {
          process.stderr.write('CUDA error: an illegal memory access was encountered\n');
          process.exit(3);
        }
        const untilUs = process.cpuUsage().user + (options.burnsS ?? 0) * 1e6;
        for (let i = 0; process.cpuUsage().user < untilUs; ) for (const stop = i + 1e6; i < stop; ) i++;
        return reversed(request);
      },
    },
    options.port,
  );
  process.stderr.write(`listening on ${options.port}\n`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
