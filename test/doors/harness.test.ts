import { describe, expect, it } from 'vitest';
import { dialoguesFile, smallScene, summaries } from './small-scene.ts';

/** A harness in Python; `answer` are its lines for one item, with `item`, `number`, `out` (bytes) in reach. */
const harness = (answer: string, after = '') => `import json, os, sys
items = [json.loads(line) for line in open(os.environ["CEGI_ITEMS"], encoding="utf-8")]
out = open(os.environ["CEGI_PREDICTIONS"], "wb")
def say(id, text):
    out.write((json.dumps({"id": id, "text": text, "generated_tokens": 4}) + "\\n").encode())
for number, item in enumerate(items):
${answer.replace(/^/gm, '    ')}
out.close()
${after}
`;
const right = 'say(item["id"], f"number {number} is here")';
const evaluator = '{ kind: command, command: [python3, harness.py], device: cpu }';
const measure = async (script: string, task = summaries, more = evaluator) => {
  const { measure } = await smallScene(
    { task, evaluator: more },
    { 'data.jsonl': dialoguesFile, 'harness.py': script },
  );
  const ran = await measure();
  expect(ran.stderr).not.toContain('defect');
  return ran;
};
const rougeL = (ran: Awaited<ReturnType<typeof measure>>) =>
  ran.records[0]!.scores.find(({ metric }) => metric === 'rougeL')!;

describe('a harness in Python', () => {
  it('is measured, and what it predicts is scored here', async () => {
    const ran = await measure(harness(right));
    expect(ran.status, ran.stderr).toBe(0);
    expect(rougeL(ran).value).toBe(1);
    expect(ran.records[0]!.rounds[0]!.generatedTokens).toBe(16);
  });

  it('may stay for all rounds', async () => {
    const script = `import json, sys
print("cegi: ready mine 1.0", flush=True)
for line in sys.stdin:
    files = json.loads(line)
    with open(files["predictions"], "w") as out:
        for i, item in enumerate(map(json.loads, open(files["items"]))):
            print(json.dumps({"id": item["id"], "text": f"number {i} is here"}), file=out)
    print("cegi: done", flush=True)
`;
    const resident = evaluator.replace(' }', ', lifetime: resident }');
    const ran = await measure(script, summaries, resident);
    expect(ran.status, ran.stderr).toBe(0);
    expect(rougeL(ran).value).toBe(1);
  });

  it('may bring items and scores of its own', async () => {
    const script = `import json, os
with open(os.environ["CEGI_PREDICTIONS"], "w") as out:
    for i in range(4):
        print(json.dumps({"id": f"own{i}", "text": "x", "scores": {"accuracy": i % 2}}), file=out)
`;
    const ran = await measure(script, '{ kind: harness, metric: accuracy }');
    expect(ran.status, ran.stderr).toBe(0);
    expect(ran.records[0]!.scores.map(({ metric, value }) => [metric, value])).toEqual([['accuracy', 0.5]]);
  });

  it('that exits 1 is one error with its last lines', async () => {
    const ran = await measure(harness(right, 'sys.exit("the tokenizer is gone")'));
    expect(ran.status).toBe(2);
    expect(ran.stderr).toContain('the tokenizer is gone');
    expect(ran.stderr).toMatch(/exit(ed with)? code 1/);
  });

  it('that writes no predictions is one error that names what is missing', async () => {
    const ran = await measure('pass\n');
    expect(ran.status).toBe(2);
    expect(ran.stderr).toMatch(/CEGI_PREDICTIONS/);
  });

  it('that answers for what it was not asked is one error that names the item', async () => {
    const ran = await measure(harness(right, '').replace('out.close()', 'say("stranger", "x")\nout.close()'));
    expect(ran.status).toBe(2);
    expect(ran.stderr).toContain('stranger');
  });

  it.each([
    ['is not UTF-8', String.raw`out.write(b'{"id": "d1", "text": "\xff\xfe"}\n')`],
    ['is 1 MB long', 'say("d1", "x" * 1_000_000)'],
    ['is not there', 'pass'],
  ])('one answer of which %s loses that item only', async (_, bad) => {
    const ran = await measure(harness(`if number == 1:\n    ${bad}\nelse:\n    ${right}`));
    expect(ran.status, ran.stderr).toBe(0);
    expect(rougeL(ran).perItem).toEqual([1, 0, 1, 1]);
    expect(ran.records[0]!.failedItems.map(({ id }) => id)).toEqual(['d1']);
  });

  it('cannot give commands to the runner or the terminal', async () => {
    const script = harness(right, 'print("::error::forged\\x1b[31m\\n::set-output name=x::y"); sys.exit(1)');
    const ran = await measure(script);
    expect(ran.status).toBe(2);
    expect(ran.stderr).toContain('forged');
    expect(ran.stderr + ran.stdout).not.toMatch(/^::(error|set-output)/m);
    expect(ran.stderr + ran.stdout).not.toContain('\u001b');
  });
});
