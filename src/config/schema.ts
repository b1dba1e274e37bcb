import { z } from 'zod';
import { domains, provenances, taskKinds } from '../measurement/measurement.ts';
import { devices, dtypes, prometheusUnits } from './config.ts';
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

const labelValue = z.string().min(1).max(500);

/** A quantity in a text, or `off`. */
function rule(pattern: RegExp, example: string, what: string) {
  const expected = `write ${what} with its unit, such as ${example}, or off`;
  return z
    .string({
      error: ({ input }) =>
        typeof input === 'number' ? `${input} has no unit; ${expected}` : `${shown(input)}: ${expected}`,
    })
    .regex(new RegExp(`^\\s*off\\s*$|${pattern.source}`), {
      error: ({ input }) => `${shown(input)}: ${expected}`,
    })
    .transform((text) => (text.trim() === 'off' ? null : numberIn(text, pattern)))
    .refine((value) => value === null || Number.isFinite(value), 'is too large');
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

const task = section({
  kind: z.enum(taskKinds).describe('What the models do.'),
  dataset: path.describe('A JSONL file, relative to the root of the repository.'),
  metric: z
    .string()
    .optional()
    .describe(
      `The metric that judges. ${taskKinds.map((kind) => `${kind}: ${taskKindDetails[kind].metrics.join(', ')}`).join('; ')}. The first is the default.`,
    ),
  limit: count.optional().describe('Evaluate only this many items, drawn with `seed`.'),
  seed: z.int().min(0).max(0xffffffff).default(0).describe('Seed of the draw that `limit` makes.'),
  columns: z
    .record(z.string(), z.string().min(1))
    .default({})
    .describe("Renames columns: the task's name for it → the dataset's."),
  prompt: z.string().min(1).optional().describe("Replaces the task's own prompt; `{column}` is filled in."),
});

const evaluator = section({
  kind: z.enum(['transformers']).default('transformers').describe('What runs the model.'),
  dtype: z.enum(dtypes).default('fp32').describe('Which of the ONNX files under onnx/ to run.'),
  device: z.enum(devices).default('auto').describe('Where it runs.'),
  batch: z.int().min(1).max(4096).default(8).describe('Items that run at once.'),
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
  threads: z.int().min(1).max(1024).optional().describe('Threads of the runtime on a CPU.'),
  'timeout-seconds': z.number().min(1).max(86_400).default(600).describe('Longest pass over the items.'),
}).describe('How the model runs.');

const model = section({
  id: id.describe('Name of the model in comments, baselines and `reference`.'),
  path: path.describe('Directory of the model, relative to the root of the repository.'),
  task: z.string().describe('Id of a task.'),
  evaluator: evaluator.prefault({}),
  reference: z.string().optional().describe('Id of the model that the gain is taken against.'),
  'trainable-parameters': z
    .union(
      [
        count.max(Number.MAX_SAFE_INTEGER),
        path.refine((file) => /\.(safetensors|onnx)$/.test(file), {
          error: 'parameters are counted in .safetensors and .onnx files; name one, or write a whole number',
        }),
      ],
      {
        error: (issue) =>
          firstCustom(issue) ??
          `${shown(issue.input)} is not allowed; write a whole number of at least 1, or the path of a .safetensors or .onnx file`,
      },
    )
    .optional()
    .describe('Trainable parameters: a number, or the .safetensors or .onnx file that holds them.'),
  'training-emissions': z
    .string({
      error: ({ input }) =>
        typeof input === 'number'
          ? `${input} has no unit; write "${input} g" or "${input} kg", or the path of a CodeCarbon emissions.csv`
          : `${shown(input)} is not allowed; write a mass such as "25 g", or the path of a CodeCarbon emissions.csv`,
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
    .describe('Emissions of the training: a mass such as "25 g" or "1.2 kg", or a CodeCarbon emissions.csv.'),
  'lifetime-items': count
    .optional()
    .describe('Items that the model will serve in its life, over which its training is spread.'),
});

/** Of a union's branches, the message that this schema wrote itself. */
function firstCustom(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'invalid_union') return undefined;
  return issue.errors.flat().find(({ code }) => code === 'custom')?.message;
}

const rules = section({
  cegi: rule(percentPattern, '+5%', 'the rise of CEGI that is allowed')
    .prefault('+5%')
    .describe('Allowed rise of CEGI in percent.'),
  emissions: rule(percentPattern, '+5%', 'the rise of emissions that is allowed')
    .prefault('+5%')
    .describe('Allowed rise of emissions in percent.'),
  score: rule(pointsPattern, '-1pt', 'the loss of score that is allowed')
    .prefault('-1pt')
    .describe('Allowed loss of score in points.'),
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

const baseline = section({
  store: z
    .enum(['cache', 'file'])
    .default('cache')
    .describe('Where baselines are kept: the Actions cache, or files.'),
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
  baseline: baseline.prefault({}),
});

/** The configuration after its schema, before references between its parts are checked. */
export type WrittenConfig = z.output<typeof configSchema>;
