import { z } from 'zod';
import { domains, mostShards, provenances, taskKinds } from '../measurement/measurement.ts';
import { onInconclusive } from '../measurement/result.ts';
import { comparisons, datasetFormats, devices, dtypes, prometheusUnits } from './config.ts';
import { hubNamePattern } from './hub-name.ts';
import { gramsIn, numberIn, percentPattern, pointsPattern } from './quantity.ts';
import { repositoryPath } from './repository-path.ts';
import { serverUrl } from './server-url.ts';
import { taskKindDetails } from './task-kinds.ts';

/** An object whose unknown keys are reported with the keys that it knows, as the message of the issue. */
function section<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: ({ code }) => (code === 'unrecognized_keys' ? Object.keys(shape).join(', ') : undefined),
  });
}

const shown = (value: unknown) => JSON.stringify(value) ?? String(value);

const path = z.string().transform((text, context) => {
  const checked = repositoryPath(text);
  if ('path' in checked) return checked.path;
  context.addIssue({ code: 'custom', message: checked.problem });
  return z.NEVER;
});

const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const id = z
  .string()
  .regex(
    idPattern,
    'is not an id; write up to 100 letters, digits, ".", "_" or "-", the first a letter or digit',
  );

const count = z.int().min(1);

/** What emissions of a training are read from. */
const declaredIn = 'a CodeCarbon emissions.csv, an eco2AI emission.csv or a model card';

/** What trainable parameters are counted in. */
const countedIn =
  'a .safetensors, .gguf or .onnx file, a .safetensors.index.json, or the directory of an adapter';

const labelValue = z.string().min(1).max(500);

/** A quantity in a text, or `off`. */
function rule(pattern: RegExp, example: string, what: string) {
  const expected = `write ${what} with its unit, such as ${example}, or off`;
  const wrongWay = example.startsWith('+')
    ? { sign: /^\s*[-−]/, asks: 'a fall' }
    : { sign: /^\s*\+/, asks: 'a rise' };
  return z
    .string({
      error: ({ input }) =>
        typeof input === 'number' ? `${input} has no unit; ${expected}` : `${shown(input)}: ${expected}`,
    })
    .regex(new RegExp(`^\\s*off\\s*$|${pattern.source}`), {
      error: ({ input }) =>
        wrongWay.sign.test(String(input))
          ? `${shown(input)} would ask every change for ${wrongWay.asks}; ${expected}`
          : `${shown(input)}: ${expected}`,
    })
    .transform((text) => (text.trim() === 'off' ? null : numberIn(text, pattern)))
    .refine((value) => value === null || Number.isFinite(value), 'is too large')
    .refine((value) => value !== 0, {
      error: `a tolerance of 0 can never be shown to hold, as nothing measures exactly; ${expected}`,
    });
}

const intensity = z
  .discriminatedUnion('source', [
    section({
      source: z.literal('static'),
      'grams-per-kwh': z.number().min(0).describe('Grams of CO2e per kWh of electricity.'),
    }),
    section({
      source: z.literal('ember'),
      zone: z
        .string()
        .regex(/^[A-Z]{3}$|^WORLD$/, 'is not a zone; write an ISO 3166 alpha-3 country (ESP, USA) or WORLD')
        .describe('ISO 3166 alpha-3 country, or WORLD.'),
    }),
  ])
  .describe('Pinned carbon intensity of electricity, the same for both sides of a comparison.');

const carbon = section({
  intensity: intensity.default({ source: 'ember', zone: 'WORLD' }),
  pue: z.number().min(1).default(1).describe('Power usage effectiveness of the data centre, at least 1.'),
}).describe('How joules become grams of CO2e.');

const prometheus = section({
  url: z
    .string()
    .transform((text, context) => {
      const checked = serverUrl(text);
      if ('url' in checked) return checked.url;
      context.addIssue({ code: 'custom', message: checked.problem });
      return z.NEVER;
    })
    .describe('Address of the server, as in http://prometheus.example:9090.'),
  match: z
    .record(
      z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, {
        error: ({ input }) =>
          `${shown(input)} is not the name of a label; write letters, digits and "_", as Prometheus shows it`,
      }),
      z.union([labelValue, z.array(labelValue).min(1).max(100)], {
        error: ({ input }) =>
          `${shown(input)} is not allowed; write the value of a label in quotes, or a list of values`,
      }),
    )
    .default({})
    .describe('Labels that choose hosts and GPUs: the exact value of each, or a list of values.'),
  metric: z
    .string()
    .regex(/^[A-Za-z_:][A-Za-z0-9_:]{0,199}$/, {
      error: ({ input }) => `${shown(input)} is not the name of a metric; write it as Prometheus shows it`,
    })
    .optional()
    .describe('The metric to read, where it is of no exporter that is known; needs `unit`.'),
  unit: z.enum(prometheusUnits).optional().describe('Unit of `metric`: of energy so far, or of power.'),
  domain: z.enum(domains).optional().describe('What `metric` covers; board where it is left out.'),
  'timeout-seconds': z.number().min(1).max(300).default(10).describe('Longest wait for an answer.'),
})
  .superRefine(({ metric, unit, domain }, context) => {
    if (metric !== undefined && unit === undefined) {
      const message = `is missing; write the unit of ${metric}: ${prometheusUnits.join(', ')}`;
      context.addIssue({ code: 'custom', path: ['unit'], message });
    }
    if (metric !== undefined) return;
    for (const key of ['unit', 'domain'] as const) {
      if ((key === 'unit' ? unit : domain) === undefined) continue;
      context.addIssue({
        code: 'custom',
        path: [key],
        message: 'says something of `metric`, which is missing',
      });
    }
  })
  .describe(
    'A Prometheus server that records the energy of models served elsewhere. The environment variable CEGI_PROMETHEUS_TOKEN may hold a bearer token for it.',
  );

const energy = section({
  counters: z
    .union([z.literal('auto'), z.array(z.string().min(1)).min(1)], {
      error: ({ input }) =>
        `${shown(input)} is not allowed; write auto, or a list of the ids that \`cegi doctor\` prints`,
    })
    .default('auto')
    .describe('Counters to use: auto for all that can be read, or their ids as `cegi doctor` prints them.'),
  accept: z
    .array(z.enum(provenances.filter((provenance) => provenance !== 'unavailable')))
    .min(1)
    .default(['measured', 'integrated'])
    .describe('Provenances of energy that may decide a verdict.'),
  'idle-seconds': z
    .number()
    .min(0)
    .max(600)
    .default(5)
    .describe(
      'Seconds for which the power of the idle machine is measured once a model is loaded; 0 for not.',
    ),
  estimate: section({
    'idle-watts': z.number().min(0).describe('Watts at rest.'),
    'busy-watts-per-core': z.number().min(0).describe('Watts that each busy core adds.'),
  })
    .optional()
    .describe('Watts that the estimate from CPU time assumes where no counter can be read.'),
  prometheus: prometheus.optional(),
}).describe('Where joules come from.');

const text = z.string().min(1);

const metricsInWords = taskKinds
  .filter((kind) => taskKindDetails[kind].metrics.length > 0)
  .map((kind) => `${kind}: ${taskKindDetails[kind].metrics.join(', ')}`)
  .join('; ');

const task = section({
  kind: z.enum(taskKinds).describe('What the models do; harness for scores that a harness computes itself.'),
  dataset: path
    .optional()
    .describe('The data, a file relative to the root of the repository. A harness may do without.'),
  format: z.enum(datasetFormats).optional().describe('How the data are laid out, where it cannot be told.'),
  annotations: path.optional().describe("VQAv2's second file, which holds the answers."),
  images: path
    .optional()
    .describe("Directory that pictures are named relative to; the dataset's own where it is left out."),
  databases: path
    .optional()
    .describe('Directory of SQLite databases, as Spider and BIRD lay them out: <db_id>/<db_id>.sqlite.'),
  filter: z
    .record(
      z.string(),
      z.union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number(), z.boolean()]))]),
    )
    .default({})
    .describe('Keeps rows whose column has this value, or one of these.'),
  metric: text
    .optional()
    .describe(
      `The metric that judges. ${metricsInWords}. The first is the default; a harness has none, and its own name is written here.`,
    ),
  metrics: z.array(text).max(20).default([]).describe('Further metrics to compute, which judge nothing.'),
  limit: count.optional().describe('Evaluate only this many items, drawn with `seed`.'),
  seed: z.int().min(0).max(0xffffffff).default(0).describe('Seed of the draw that `limit` makes.'),
  columns: z
    .record(z.string(), text)
    .default({})
    .describe("Renames columns: the task's name for it → the dataset's."),
  prompt: text.optional().describe("Replaces the task's own prompt; `{column}` is filled in."),
});

/** Keys of every evaluator. */
const common = {
  'max-new-tokens': z
    .int()
    .min(1)
    .max(1_000_000)
    .default(64)
    .describe('Longest answer to one item, in tokens.'),
  decoding: z
    .enum(['until-end', 'fixed-length'])
    .default('until-end')
    .describe('fixed-length always writes max-new-tokens, for those who compare engines.'),
  'timeout-seconds': z.number().min(1).max(86_400).default(600).describe('Longest pass over the items.'),
};

const transformers = section({
  kind: z.literal('transformers').optional().describe('Runs ONNX files.'),
  dtype: z.enum(dtypes).default('fp32').describe('Which of the ONNX files under onnx/ to run.'),
  device: z.enum(devices).default('auto').describe('Where it runs.'),
  batch: z.int().min(1).max(4096).default(8).describe('Items that run at once.'),
  threads: z.int().min(1).max(1024).optional().describe('Threads of the runtime on a CPU.'),
  'chat-template': z
    .enum(['auto', 'on', 'off'])
    .default('auto')
    .describe("Whether prompts are put into the model's chat template; auto where it has one."),
  ...common,
});

/** Keys of evaluators that start a program of the user's. */
const program = {
  env: z.record(z.string(), z.string()).default({}).describe('Variables to set for it.'),
  'pass-env': z
    .array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is not the name of a variable'))
    .default([])
    .describe(
      'Names of variables of this environment that it may see, beside what finds libraries and devices.',
    ),
};
const command = z.tuple([text], text).describe('Program and arguments, in a list; no shell reads them.');
const foreignDevice = z
  .enum(['cpu', 'gpu'])
  .default('gpu')
  .describe('Where the model runs; a counter must cover it.');
const foreignDtype = text.max(40).optional().describe('What the model runs in, as the report shall show it.');
const startSeconds = z.number().min(1).max(86_400).default(600).describe('Longest wait until it is ready.');

const openai = section({
  kind: z.literal('openai').describe("Asks a server that speaks OpenAI's API."),
  url: z
    .string()
    .transform((written, context) => {
      const checked = serverUrl(written);
      if ('url' in checked) return checked.url;
      context.addIssue({ code: 'custom', message: checked.problem });
      return z.NEVER;
    })
    .describe('Address of the API, as in http://127.0.0.1:8000/v1.'),
  model: text.describe('Name that the server knows the model by.'),
  api: z.enum(['chat', 'completions']).default('chat').describe('Which of its interfaces to ask.'),
  device: foreignDevice,
  dtype: foreignDtype,
  concurrency: z.int().min(1).max(1024).default(8).describe('Requests under way at once.'),
  'request-timeout-seconds': z
    .number()
    .min(1)
    .max(86_400)
    .default(120)
    .describe('Longest wait for one answer.'),
  attempts: z.int().min(1).max(20).default(4).describe('Tries for one item, the first included.'),
  'extra-body': z.record(z.string(), z.json()).default({}).describe('Further fields of each request.'),
  serve: section({
    command,
    health: z
      .string()
      .regex(/^\/\S*$/, 'is not a path on the server; write it with a slash before it, as in /health')
      .default('/health')
      .describe('Path on the server that answers once it is ready.'),
    'start-seconds': startSeconds,
    ...program,
  })
    .optional()
    .describe('How to start the server; leave it out for one that runs already.'),
  ...common,
});

const harness = section({
  kind: z.literal('command').describe('Runs a program of yours.'),
  command,
  output: z
    .enum(['predictions', 'lm-eval'])
    .default('predictions')
    .describe('What it leaves: predictions as docs/harness.md says, or the files of lm-evaluation-harness.'),
  lifetime: z
    .enum(['once', 'resident'])
    .default('once')
    .describe(
      'once starts it for every pass, loading included; resident keeps it, and loads outside the rounds.',
    ),
  device: foreignDevice,
  dtype: foreignDtype,
  'start-seconds': startSeconds,
  ...program,
  ...common,
});

const evaluator = z
  .discriminatedUnion('kind', [transformers, openai, harness])
  .describe('How the model runs. Without a kind: transformers.');

const runnerLabel = z.string().regex(/^[\w.-]{1,100}$/, 'is not a label of a runner');

const model = section({
  id: id.describe('Name of the model in comments, baselines and `reference`.'),
  path: path
    .optional()
    .describe('Directory of the model, relative to the root of the repository: its changes are watched.'),
  hub: z
    .string()
    .regex(hubNamePattern, 'is not the name of a repository on the Hub; write it as in org/name')
    .optional()
    .describe('Repository of the model on the Hugging Face Hub, in place of a path.'),
  revision: z
    .string()
    .regex(/^[\w][\w./-]{0,199}$/, 'is not a commit, tag or branch')
    .optional()
    .describe('Commit of `hub`; a tag or branch can change unseen, and is warned about.'),
  task: z.string().describe('Id of a task.'),
  evaluator: evaluator.prefault({}),
  reference: z.string().optional().describe('Id of the model that the gain is taken against.'),
  'trainable-parameters': z
    .union(
      [
        count.max(Number.MAX_SAFE_INTEGER),
        path.refine((file) => !/\.(bin|pt|pth|ckpt|h5|msgpack|npz|pkl)$/.test(file), {
          error: `parameters are counted in ${countedIn}; name one, or write a whole number`,
        }),
      ],
      {
        error: (issue) =>
          firstCustom(issue) ??
          `${shown(issue.input)} is not allowed; write a whole number of at least 1, or the path of ${countedIn}`,
      },
    )
    .optional()
    .describe(`Trainable parameters: a number, or what holds them: ${countedIn}.`),
  'training-emissions': z
    .string({
      error: ({ input }) =>
        typeof input === 'number'
          ? `${input} has no unit; write "${input} g" or "${input} kg", or the path of ${declaredIn}`
          : `${shown(input)} is not allowed; write a mass such as "25 g", or the path of ${declaredIn}`,
    })
    .transform((text, context) => {
      const emissionsG = gramsIn(text);
      if (emissionsG !== null) return { emissionsG };
      const checked = repositoryPath(text);
      if ('path' in checked) return { path: checked.path };
      context.addIssue({ code: 'custom', message: checked.problem });
      return z.NEVER;
    })
    .optional()
    .describe(
      `Emissions of the training: a mass such as "25 g" or "1.2 kg", or what holds them: ${declaredIn}.`,
    ),
  'lifetime-items': count
    .optional()
    .describe('Items that the model will serve in its life, over which its training is spread.'),
  'runs-on': z
    .union([runnerLabel, z.array(runnerLabel).min(1).max(20)])
    .prefault(['self-hosted'])
    .describe('Labels of the runner that measures the model, in the matrix of the part plan.'),
  shards: z
    .int()
    .min(1)
    .max(mostShards)
    .default(1)
    .describe('Jobs that the items are divided among, in the matrix of the part plan (docs/parts.md).'),
});

/** Of a union's branches, the message that this schema wrote itself. */
function firstCustom(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'invalid_union') return undefined;
  return issue.errors.flat().find(({ code }) => code === 'custom')?.message;
}

const scoreRule = rule(pointsPattern, '-1pt', 'the loss of score that is allowed');
const scoreRules = z
  .record(z.string(), scoreRule)
  .refine(
    (metrics) => Object.keys(metrics).length > 0,
    'names no metric; write -1pt, off, or { rougeL: -1pt }',
  );

const rules = section({
  cegi: rule(percentPattern, '+5%', 'the rise of CEGI that is allowed')
    .prefault('+5%')
    .describe('Allowed rise of CEGI in percent.'),
  emissions: rule(percentPattern, '+5%', 'the rise of emissions that is allowed')
    .prefault('+5%')
    .describe('Allowed rise of emissions in percent.'),
  score: z
    .union([scoreRule, scoreRules], {
      // What is no map is meant to be a quantity; what is wrong inside a map is said there.
      error: (issue) => (issue.code === 'invalid_union' ? issue.errors[0]?.[0]?.message : undefined),
    })
    .prefault('-1pt')
    .describe(
      'Allowed loss of score in points: of the metric that judges, or of each that is named, as in { rougeL: -1pt, bleu: -2pt }.',
    ),
  budget: z
    .union([z.literal('off'), section({ 'grams-per-1000-items': z.number().positive() })], {
      error: ({ input }) =>
        `${shown(input)} is not allowed; write { grams-per-1000-items: 4 } with a number above 0, or off`,
    })
    .default('off')
    .describe('Most grams of CO2e per 1,000 items.'),
}).describe('What fails a change.');

const rounds = section({
  'warm-up': z.int().min(0).max(100).default(1).describe('Passes before the first round.'),
  min: z.int().min(2).max(1000).default(5).describe('Rounds before the first verdict.'),
  max: z.int().min(2).max(1000).default(30).describe('Rounds after which an open verdict stays open.'),
  'min-seconds': z.number().min(0).max(3600).default(1).describe('Shortest round, in seconds.'),
}).describe('How often and how long is measured.');

const override = z
  .union(
    [
      z.literal('off'),
      section({
        days: z
          .number()
          .positive()
          .max(366)
          .default(14)
          .describe('Days for which an override lasts that names no end.'),
      }),
    ],
    { error: ({ input }) => `${shown(input)} is not allowed; write { days: 14 }, or off` },
  )
  .describe('Whether somebody with write access may let pass what would fail: off forbids it.');

const branch = z
  .string()
  .max(200)
  .regex(
    /^(?!.*(?:\.\.|\/\/|\/\.|\.lock(?:\/|$)))[\w](?:[\w./-]*[\w-])?$/,
    'is not the name of a branch; use letters, digits, -, _, . and /',
  );

const baseline = section({
  store: z
    .enum(['cache', 'branch', 'file'])
    .default('cache')
    .describe('Where baselines are kept: the Actions cache, a branch of the repository, or files.'),
  branch: branch.prefault('cegi-data').describe('Branch of the branch store, which has nothing else on it.'),
  path: path
    .prefault('.cegi/baselines')
    .describe('Directory of the file store, relative to the root of the repository.'),
}).describe('What the head is compared with.');

/** `.github/cegi.yml` as people write it. */
export const configSchema = section({
  version: z.literal(1).describe('Version of this format.'),
  carbon: carbon.prefault({}),
  energy: energy.prefault({}),
  gain: z
    .enum(['relative', 'points'])
    .default('relative')
    .describe('Gain over the reference: percent of its score, or points.'),
  tasks: z.record(id, task).describe('Tasks by id.'),
  models: z.array(model).min(1).max(500).describe('The models to watch.'),
  rules: rules.prefault({}),
  rounds: rounds.prefault({}),
  compare: z
    .enum(comparisons)
    .default('auto')
    .describe(
      'What the head is compared with: side-by-side measures the base again, in turns with the head; stored takes the baseline; auto the former where it can.',
    ),
  'on-inconclusive': z
    .enum(onInconclusive)
    .default('neutral')
    .describe('What an undecided check does: neutral says so, fail fails, pass counts as passed.'),
  override: override.prefault({}),
  baseline: baseline.prefault({}),
});

/** The configuration after its schema, before references between its parts are checked. */
export type WrittenConfig = z.output<typeof configSchema>;
