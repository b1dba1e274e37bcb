export const complete = `version: 1
carbon: { intensity: { source: ember, zone: ESP }, pue: 1.2 }
energy: { counters: auto, accept: [measured, integrated] }
tasks:
  sql: { kind: text-to-sql, dataset: data/sql.jsonl, metric: execution-accuracy }
models:
  - id: sql-lora
    path: models/sql-lora
    task: sql
    evaluator: { kind: transformers, dtype: q8, device: auto, batch: 16, max-new-tokens: 64 }
    reference: sql-base
    trainable-parameters: models/sql-lora/adapter_model.safetensors
    training-emissions: models/sql-lora/emissions.csv
  - { id: sql-base, path: models/sql-base, task: sql }
rules: { cegi: +5%, emissions: +5%, score: -1pt, budget: { grams-per-1000-items: 4 } }
rounds: { warm-up: 1, min: 5, max: 30 }
baseline: { store: cache }
`;

/** Something is wrong in every line. */
export const broken = `version: 2
carbon: { intensity: { source: electricity-maps, zone: ESP }, pue: 0.5 }
energy: { counters: 3, accept: [mesured, unavailable] }
tasks:
  sql: { kind: text-to-sql, dataset: ../sql.jsonl, metric: rougeL, colums: {} }
  cap: { kind: captioning, dataset: data/x }
  a b: { kind: summarization, dataset: /etc/passwd, columns: { dialog: x } }
modles: []
models:
  - id: sql-lora
    task: sq
    evaluator: { kind: openai, dtype: fp23, device: gpu, batch: 0, maxNewTokens: 64, max-new-tokens: "64" }
    reference: sql-bse
    trainable-parameters: models/sql-lora/adapter.bin
    training-emissions: 25
  - { id: sql-lora, path: models/sql-base, task: sql, trainable-parameters: -3, training-emissions: ../x.csv }
  - { id: a, path: x, task: sql, reference: b }
  - { id: b, path: x, task: sql, reference: a, evaluator: }
  - text
rules: { cegi: 5, emissions: -5%, score: +1pt, budget: 4 }
rounds: { warm-up: 1.5, min: 50 }
baseline: { store: branch }
`;

export const brokenProblems = `.github/cegi.yml:1:10 version: 2 is not a version; allowed: 1
.github/cegi.yml:2:32 carbon.intensity.source: "electricity-maps" is not a source; allowed: static, ember
.github/cegi.yml:2:68 carbon.pue: 0.5 is too small; write at least 1
.github/cegi.yml:3:21 energy.counters: 3 is not allowed; write auto, or a list of the ids that \`cegi doctor\` prints
.github/cegi.yml:3:33 energy.accept[0]: "mesured" is not a provenance; allowed: measured, integrated, estimated. Did you mean measured?
.github/cegi.yml:3:42 energy.accept[1]: "unavailable" is not a provenance; allowed: measured, integrated, estimated
.github/cegi.yml:5:38 tasks.sql.dataset: "../sql.jsonl" leads out of the repository
.github/cegi.yml:5:60 tasks.sql.metric: "rougeL" is not a metric of text-to-sql; allowed: execution-accuracy, exact-match
.github/cegi.yml:5:68 tasks.sql.colums: unknown key; allowed: kind, dataset, metric, limit, seed, columns, prompt. Did you mean columns?
.github/cegi.yml:6:16 tasks.cap.kind: "captioning" is not a kind; allowed: text-to-sql, summarization
.github/cegi.yml:7:3 tasks.a b: is not an id; write up to 100 letters, digits, ".", "_" or "-", the first a letter or digit
.github/cegi.yml:7:64 tasks.a b.columns.dialog: "dialog" is not a column of summarization; allowed: dialogue, summary, id. Did you mean dialogue?
.github/cegi.yml:8:1 modles: unknown key; allowed: version, carbon, energy, gain, tasks, models, rules, rounds, baseline. Did you mean models?
.github/cegi.yml:10:5 models[0].path: is missing; write text
.github/cegi.yml:11:11 models[0].task: there is no task "sq"; there are: sql, cap, a b
.github/cegi.yml:12:24 models[0].evaluator.kind: "openai" is not a kind; allowed: transformers
.github/cegi.yml:12:39 models[0].evaluator.dtype: "fp23" is not a dtype; allowed: fp32, fp16, q8, int8, uint8, q4, q4f16, bnb4. Did you mean fp32?
.github/cegi.yml:12:53 models[0].evaluator.device: "gpu" is not a device; allowed: auto, cpu, cuda, webgpu
.github/cegi.yml:12:65 models[0].evaluator.batch: 0 is too small; write at least 1
.github/cegi.yml:12:68 models[0].evaluator.maxNewTokens: unknown key; allowed: kind, dtype, device, batch, max-new-tokens, decoding, threads, timeout-seconds. Did you mean max-new-tokens?
.github/cegi.yml:12:102 models[0].evaluator.max-new-tokens: "64" is not a number
.github/cegi.yml:13:16 models[0].reference: there is no model "sql-bse"; there are: sql-lora, a, b
.github/cegi.yml:14:27 models[0].trainable-parameters: parameters are counted in .safetensors and .onnx files; name one, or write a whole number
.github/cegi.yml:15:25 models[0].training-emissions: 25 has no unit; write "25 g" or "25 kg", or the path of a CodeCarbon emissions.csv
.github/cegi.yml:16:11 models[1].id: "sql-lora" is the id of models[0] too; ids must differ
.github/cegi.yml:16:77 models[1].trainable-parameters: -3 is too small; write at least 1
.github/cegi.yml:16:101 models[1].training-emissions: "../x.csv" leads out of the repository
.github/cegi.yml:17:45 models[2].reference: references go in a circle: a → b → a; a gain needs an end to start from
.github/cegi.yml:18:59 models[3].evaluator: null is not a map of keys and values
.github/cegi.yml:19:5 models[4]: "text" is not a map of keys and values
.github/cegi.yml:20:16 rules.cegi: 5 has no unit; write the rise of CEGI that is allowed with its unit, such as +5%, or off
.github/cegi.yml:20:30 rules.emissions: "-5%": write the rise of emissions that is allowed with its unit, such as +5%, or off
.github/cegi.yml:20:42 rules.score: "+1pt": write the loss of score that is allowed with its unit, such as -1pt, or off
.github/cegi.yml:20:56 rules.budget: 4 is not allowed; write { grams-per-1000-items: 4 } with a number above 0, or off
.github/cegi.yml:21:20 rounds.warm-up: 1.5 is not a whole number
.github/cegi.yml:21:30 rounds.min: min is 50 and max is 30; max must not be below min
.github/cegi.yml:22:20 baseline.store: "branch" is not a store; allowed: cache, file`;
