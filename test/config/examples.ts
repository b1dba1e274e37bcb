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
  cap: { kind: captions, dataset: data/x }
  eval: { kind: harness, metrics: [x] }
  vqa: { kind: vqa, metrics: [vqa-acuracy], format: yaml, images: ../x }
  a b: { kind: summarization, dataset: /etc/passwd, columns: { dialog: x } }
modles: []
models:
  - id: sql-lora
    task: sq
    evaluator: { kind: transformers, dtype: fp23, device: gpu, batch: 0, maxNewTokens: 64, max-new-tokens: "64" }
    reference: sql-bse
    trainable-parameters: models/sql-lora/adapter.bin
    training-emissions: 25
  - { id: sql-lora, path: models/sql-base, task: sql, trainable-parameters: -3, training-emissions: ../x.csv }
  - { id: a, path: x, task: sql, reference: b }
  - { id: b, path: x, task: sql, reference: a, evaluator: }
  - { id: c, path: x, hub: org/name, task: sql, evaluator: { kind: onnx } }
  - { id: d, path: x, revision: main, task: sql, evaluator: { kind: openai, url: "localhost:8000", serve: { command: vllm serve } } }
  - { id: e, hub: name, task: sql, evaluator: { kind: command, command: [], pass-env: [A-B] } }
  - text
rules: { cegi: 5, emissions: -5%, score: +1pt, budget: 4 }
rounds: { warm-up: 1.5, min: 50 }
compare: sidewise
on-inconclusive: passes
baseline: { store: artifact, branch: a..b }
`;

export const brokenProblems = `.github/cegi.yml:1:10 version: 2 is not a version; allowed: 1
.github/cegi.yml:2:32 carbon.intensity.source: "electricity-maps" is not a source; allowed: static, ember
.github/cegi.yml:2:68 carbon.pue: 0.5 is too small; write at least 1
.github/cegi.yml:3:21 energy.counters: 3 is not allowed; write auto, or a list of the ids that \`cegi doctor\` prints
.github/cegi.yml:3:33 energy.accept[0]: "mesured" is not a provenance; allowed: measured, integrated, estimated. Did you mean measured?
.github/cegi.yml:3:42 energy.accept[1]: "unavailable" is not a provenance; allowed: measured, integrated, estimated
.github/cegi.yml:5:38 tasks.sql.dataset: "../sql.jsonl" leads out of the repository
.github/cegi.yml:5:60 tasks.sql.metric: "rougeL" is not a metric of text-to-sql; allowed: execution-accuracy, test-suite-accuracy, exact-match, ves, r-ves, ves-steps, r-ves-steps
.github/cegi.yml:5:68 tasks.sql.colums: unknown key; allowed: kind, dataset, format, annotations, images, databases, filter, metric, metrics, limit, seed, columns, prompt. Did you mean columns?
.github/cegi.yml:6:16 tasks.cap.kind: "captions" is not a kind; allowed: text-to-sql, summarization, captioning, vqa, harness. Did you mean captioning?
.github/cegi.yml:7:9 tasks.eval.metric: is missing; write the name that the harness gives the score that judges
.github/cegi.yml:8:8 tasks.vqa.dataset: is missing; write the path of the data
.github/cegi.yml:8:31 tasks.vqa.metrics[0]: "vqa-acuracy" is not a metric of vqa; allowed: vqa-accuracy, exact-match, token-f1, yes-no-accuracy, open-exact-match, open-token-f1. Did you mean vqa-accuracy?
.github/cegi.yml:8:53 tasks.vqa.format: "yaml" is not a format; allowed: jsonl, json, csv, parquet, coco, vqav2, spider, bird
.github/cegi.yml:8:67 tasks.vqa.images: "../x" leads out of the repository
.github/cegi.yml:9:3 tasks.a b: is not an id; write up to 100 letters, digits, ".", "_" or "-", the first a letter or digit
.github/cegi.yml:9:64 tasks.a b.columns.dialog: "dialog" is not a column of summarization; allowed: dialogue, summary, id. Did you mean dialogue?
.github/cegi.yml:10:1 modles: unknown key; allowed: version, carbon, energy, gain, tasks, models, rules, rounds, compare, on-inconclusive, override, baseline. Did you mean models?
.github/cegi.yml:12:5 models[0].path: is missing; write the directory of the model, or hub: with its repository on the Hub
.github/cegi.yml:13:11 models[0].task: there is no task "sq"; there are: sql, cap, eval, vqa, a b
.github/cegi.yml:14:45 models[0].evaluator.dtype: "fp23" is not a dtype; allowed: fp32, fp16, q8, int8, uint8, q4, q4f16, bnb4. Did you mean fp32?
.github/cegi.yml:14:59 models[0].evaluator.device: "gpu" is not a device; allowed: auto, cpu, cuda, webgpu
.github/cegi.yml:14:71 models[0].evaluator.batch: 0 is too small; write at least 1
.github/cegi.yml:14:74 models[0].evaluator.maxNewTokens: unknown key; allowed: kind, dtype, device, batch, threads, chat-template, max-new-tokens, decoding, timeout-seconds. Did you mean max-new-tokens?
.github/cegi.yml:14:108 models[0].evaluator.max-new-tokens: "64" is not a number
.github/cegi.yml:15:16 models[0].reference: there is no model "sql-bse"; there are: sql-lora, a, b, c, d, e
.github/cegi.yml:16:27 models[0].trainable-parameters: parameters are counted in a .safetensors, .gguf or .onnx file, a .safetensors.index.json, or the directory of an adapter; name one, or write a whole number
.github/cegi.yml:17:25 models[0].training-emissions: 25 has no unit; write "25 g" or "25 kg", or the path of a CodeCarbon emissions.csv, an eco2AI emission.csv or a model card
.github/cegi.yml:18:11 models[1].id: "sql-lora" is the id of models[0] too; ids must differ
.github/cegi.yml:18:77 models[1].trainable-parameters: -3 is too small; write at least 1
.github/cegi.yml:18:101 models[1].training-emissions: "../x.csv" leads out of the repository
.github/cegi.yml:19:45 models[2].reference: references go in a circle: a → b → a; a gain needs an end to start from
.github/cegi.yml:20:59 models[3].evaluator: null is not a map of keys and values
.github/cegi.yml:21:28 models[4].hub: is given beside path; a model has one or the other
.github/cegi.yml:21:68 models[4].evaluator.kind: "onnx" is not a kind; allowed: transformers, openai, command
.github/cegi.yml:22:33 models[5].revision: is of a model on the Hub, and there is no hub
.github/cegi.yml:22:61 models[5].evaluator.model: is missing; write text
.github/cegi.yml:22:82 models[5].evaluator.url: is not an address; write one that starts with http:// or https://
.github/cegi.yml:22:118 models[5].evaluator.serve.command: "vllm serve" is not a list
.github/cegi.yml:23:19 models[6].hub: is not the name of a repository on the Hub; write it as in org/name
.github/cegi.yml:23:73 models[6].evaluator.command[0]: is missing; write text
.github/cegi.yml:23:88 models[6].evaluator.pass-env[0]: is not the name of a variable
.github/cegi.yml:24:5 models[7]: "text" is not a map of keys and values
.github/cegi.yml:25:16 rules.cegi: 5 has no unit; write the rise of CEGI that is allowed with its unit, such as +5%, or off
.github/cegi.yml:25:30 rules.emissions: "-5%" would ask every change for a fall; write the rise of emissions that is allowed with its unit, such as +5%, or off
.github/cegi.yml:25:42 rules.score: "+1pt" would ask every change for a rise; write the loss of score that is allowed with its unit, such as -1pt, or off
.github/cegi.yml:25:56 rules.budget: 4 is not allowed; write { grams-per-1000-items: 4 } with a number above 0, or off
.github/cegi.yml:26:20 rounds.warm-up: 1.5 is not a whole number
.github/cegi.yml:26:30 rounds.min: min is 50 and max is 30; max must not be below min
.github/cegi.yml:27:10 compare: "sidewise" is not a kind of comparison; allowed: auto, side-by-side, stored
.github/cegi.yml:28:18 on-inconclusive: "passes" is not an outcome; allowed: neutral, fail, pass. Did you mean pass?
.github/cegi.yml:29:20 baseline.store: "artifact" is not a store; allowed: cache, branch, file
.github/cegi.yml:29:38 baseline.branch: is not the name of a branch; use letters, digits, -, _, . and /`;
