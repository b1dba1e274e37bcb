import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { htmlText, linkAddress, markdownCode, markdownText, plainText } from '../../src/report/escape.ts';
import { hostileStrings } from './hostile-strings.ts';

const breaker = '\u200b';

/** What is left after a parser has decoded the entities: what GitHub's own filters see. */
function decoded(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}

const outside = (code: string) => decoded(code.replace(/^<code>|<\/code>$/g, ''));

function expectSafeText(text: string): void {
  // Invisible characters would hide what the text does; the only one is the one that keeps links apart.
  expect(text).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\n\r\u2028\u2029]/u);
}

function expectSafeMarkdown(markdown: string): void {
  expectSafeText(markdown);
  expect(markdown.replace(/&#\d+;/g, '')).not.toMatch(/[&<>|\\`*_[\]~$#@]/);
  expect(markdown).not.toMatch(/^(?:[-+] |[-+]{2}|[=:]|\d{1,9}[.)] |\s)/);
  const seen = decoded(markdown);
  expect(seen).not.toMatch(/@[\w-]/);
  expect(seen).not.toMatch(/#\d/);
  expect(seen).not.toMatch(/\b(?:GH|GHSA|CVE)-/i);
  expect(seen).not.toMatch(/[0-9a-f]{7}/i);
  expect(seen).not.toMatch(/:\/\/|www\.|mailto:|xmpp:/i);
  expect(seen).not.toMatch(/\$[^\u200b]/);
}

const hostile = Object.entries(hostileStrings);
/** Parts of hostile strings in any order, with anything between them. */
const mixed = fc
  .array(
    fc.oneof(
      fc.constantFrom(...Object.values(hostileStrings).map((text) => text.slice(0, 40))),
      fc.string({ unit: 'binary' }),
    ),
    {
      maxLength: 6,
    },
  )
  .map((parts) => parts.join(''));

describe('text that', () => {
  it.each(hostile)('%s is only text in Markdown', (_, text) => {
    expectSafeMarkdown(markdownText(text));
    expect(decoded(markdownText(text)).replaceAll(breaker, '')).toBe(plainText(text));
  });

  it.each(hostile)('%s is only text in code', (_, text) => {
    const code = markdownCode(text);
    expect(code).toMatch(/^<code>[^<>|`\n]+<\/code>$/);
    expect(outside(code)).not.toMatch(/@[\w-]|:\/\/|www\.|mailto:|xmpp:/i);
  });

  it.each(hostile)('%s is only text in HTML', (_, text) => {
    const html = htmlText(text);
    expectSafeText(html);
    expect(html.replace(/&#\d+;/g, '')).not.toMatch(/[&<>"'`]/);
    expect(decoded(html)).toBe(plainText(text));
  });

  it.each(hostile)('%s is one visible line at a terminal', (_, text) => {
    expectSafeText(plainText(text));
    expect(plainText(text).length).toBeLessThanOrEqual(600);
  });
});

describe('any text', () => {
  it('is only text, and reads the same, in Markdown', () => {
    fc.assert(
      fc.property(mixed, (text) => {
        expectSafeMarkdown(markdownText(text));
        expect(decoded(markdownText(text)).replaceAll(breaker, '')).toBe(plainText(text));
      }),
      { numRuns: 500 },
    );
  });

  it('is only text, and reads the same, in HTML', () => {
    fc.assert(
      fc.property(mixed, (text) => {
        expect(htmlText(text).replace(/&#\d+;/g, '')).not.toMatch(/[&<>"'`]/);
        expect(decoded(htmlText(text))).toBe(plainText(text));
      }),
    );
  });

  it('is not changed by being made plain twice', () => {
    fc.assert(
      fc.property(mixed, (text) => {
        expect(plainText(plainText(text))).toBe(plainText(text));
      }),
    );
  });

  it('is no longer than asked', () => {
    fc.assert(
      fc.property(mixed, fc.integer({ min: 1, max: 50 }), (text, limit) => {
        expect([...plainText(text, limit)].length).toBeLessThanOrEqual(limit);
      }),
    );
  });
});

describe('ordinary text', () => {
  it.each([
    'Energy rose 4.8 % (+1.9 to +7.8 %), against the +5 % allowed: pass.',
    'qwen2.5-0.5b, GPU 0 + CPU package 0',
    'models/sql-lora/adapter.safetensors changed',
    'café, 模型, модель, ünïcode ✓',
  ])('stays as it is: %s', (text) => {
    expect(markdownText(text)).toBe(text);
    expect(plainText(text)).toBe(text);
  });

  it('is told from nothing in code', () => {
    expect(markdownCode('\u200b')).toBe('<code>(empty)</code>');
  });
});

describe('an address', () => {
  it('of http or https is kept', () => {
    expect(linkAddress('https://github.com/acme/models/actions/runs/1?a=b#c')).toBe(
      'https://github.com/acme/models/actions/runs/1?a=b#c',
    );
    expect(linkAddress('http://127.0.0.1:8080/acme')).toBe('http://127.0.0.1:8080/acme');
  });

  it.each([
    null,
    '',
    'javascript:alert(1)',
    'data:text/html,x',
    '/relative',
    'https://user:secret@example.org/',
    'file:///etc/passwd',
  ])('like %s is not linked', (address) => {
    expect(linkAddress(address)).toBeNull();
  });

  it('cannot end the link it stands in', () => {
    fc.assert(
      fc.property(mixed, (text) => {
        expect(linkAddress(`https://example.org/${text}`) ?? '').not.toMatch(/[\s()<>"'`|\\[\]{}*]/);
      }),
    );
  });
});
