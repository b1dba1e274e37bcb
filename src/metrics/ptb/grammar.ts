import { capitals, digits, letters } from './letters.ts';
import type { Rule } from './lexer.ts';
import { type Pattern, parsePattern } from './pattern.ts';

// The rules of the English tokenizer of Stanford CoreNLP 3.4.1 (PTBLexer.flex), slips and all, for text whose only line
// ends are \n and U+0085, with the options that `PTBTokenizer -preserveLines -lowerCase` sets.

const oneOf = (list: string) => list.split(/\s+/).join('|');

// Marks that belong to words of other scripts.
const wordMarks = String.raw`\u00AD\u0237-\u024F\u02C2-\u02C5\u02D2-\u02DF\u02E5-\u02FF\u0300-\u037D\u0384\u0385\u03CF
\u03F6\u03FC-\u03FF\u0483-\u0487\u04CF\u04F6-\u04FF\u0510-\u0525\u055A-\u055F\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5
\u05C7\u0615-\u061A\u063B-\u063F\u064B-\u065E\u0670\u06D6-\u06EF\u06FA-\u06FF\u070F\u0711\u0730-\u077F\u07A6-\u07B1
\u07CA-\u07F5\u07FA\u0900-\u0903\u093C\u093E-\u094E\u0951-\u0955\u0962\u0963\u0981-\u0983\u09BC-\u09C4\u09C7\u09C8
\u09CB-\u09CD\u09D7\u09E2\u09E3\u0A01-\u0A03\u0A3C\u0A3E-\u0A4F\u0A81-\u0A83\u0ABC-\u0ACF\u0B82\u0BBE-\u0BC2\u0BC6-\u0BC8
\u0BCA-\u0BCD\u0C01-\u0C03\u0C3E-\u0C56\u0D3E-\u0D44\u0D46-\u0D48\u0E30-\u0E3A\u0E47-\u0E4E\u0EB1-\u0EBC\u0EC8-\u0ECD`;

const dottedCountries = String.raw`(Canada|Sino|Korean|EU|Japan|non)-U\.S|U\.S\.-(U\.K|U\.S\.S\.R)`;

// Patterns by name; each may use those before it.
const patterns: Record<string, string> = {
  space: String.raw`[ \t\u00A0\u2000-\u200A\u3000]`,
  spaceOrLineEnd: String.raw`[ \t\n\u0085\u00A0\u2000-\u200A\u3000]`,
  numeral: String.raw`{digit}|[\u07C0-\u07C9]`,
  wordLetter: `{letter}|&[aeiouAEIOU](acute|grave|uml);|[${wordMarks.replaceAll('\n', '')}]`,
  apostrophe: String.raw`['\u0092\u2019]|&apos;`,
  apostropheOrLike: '{apostrophe}|[`\\u0091\\u2018\\u201B]',
  hyphen: String.raw`[-_\u058A\u2010\u2011]`,
  comma: String.raw`[,;:\u3001]`,
  markupName: String.raw`[A-Za-z][A-Za-z0-9_:.\-]*`,

  markup: String.raw`<([!?][A-Za-z\-][^>\r\n]*|{markupName}( +({markupName}|{markupName} *= *('[^']*'|"[^"]*")))* */?|/{markupName}) *>`,

  word: '{wordLetter}({wordLetter}|{numeral})*([.!?]{wordLetter}({wordLetter}|{numeral})*)*',
  shortVerb: '{apostrophe}([msdMSD]|re|ve|ll)',
  beforeNot: String.raw`[A-Za-z\u00AD]*[A-MO-Za-mo-z]\u00AD*`,
  not: 'n{apostropheOrLike}t',
  wordWithApostrophe: [
    '{apostrophe}n{apostrophe}?',
    '[lLdDjJ]{apostrophe}',
    '(Dunkin|somethin|ol){apostrophe}',
    '{apostrophe}(em|[2-9]0s|till?|cause)',
    '[A-HJ-XZn]{apostropheOrLike}{letter}{letter}{letter}*',
    '{letter}{letter}*[aeiouyAEIOUY]{apostropheOrLike}[aeiouA-Z]{letter}*',
    String.raw`cont'd\.?`,
    oneOf("'twas nor'easter c'mon e'er s'mores ev'ry li'l nat'l"),
    'O{apostropheOrLike}o',
  ].join('|'),

  number: String.raw`[-+]?({numeral}+|{numeral}*([.:,\u00AD\u066B\u066C]{numeral}+)+)`,
  date: '{numeral}{1,2}[-/]{numeral}{1,2}[-/]{numeral}{2,4}',
  raisedOrLowered: String.raw`[\u207A\u207B\u208A\u208B]?([\u2070\u00B9\u00B2\u00B3\u2074-\u2079]+|[\u2080-\u2089]+)`,
  fraction: String.raw`({numeral}{1,4}[- \u00A0])?{numeral}{1,4}(\\?/|\u2044){numeral}{1,4}`,
  currency: String.raw`[\u00A2-\u00A5\u0080\u20A0\u20AC\u060B\u0E3F\u20A4\uFFE0\uFFE1\uFFE5\uFFE6]`,
  phone: [
    String.raw`(\([0-9]{2,3}\)[ \u00A0]?|(\+\+?)?([0-9]{2,4}[- \u00A0])?[0-9]{2,4}[- \u00A0])[0-9]{3,4}[- \u00A0]?[0-9]{3,5}`,
    String.raw`((\+\+?)?[0-9]{2,4}\.)?[0-9]{2,4}\.[0-9]{3,4}\.[0-9]{3,5}`,
  ].join('|'),

  // Some of these lists of characters hold a range by mistake: [,-_] is from the comma to the underscore.
  url: String.raw`https?://[^ \t\n\f\r"<>|(){}]+[^ \t\n\f\r"<>|.!?(){},-]`,
  likelyUrl: [
    String.raw`((www\.([^ \t\n\f\r"<>|.!?(){},]+\.)+[a-zA-Z]{2,4})`,
    '|(([^ \\t\\n\\f\\r"`\'<>|.!?(){},-_$]+\\.)+(com|net|org|edu)))',
    String.raw`(/[^ \t\n\f\r"<>|()]+[^ \t\n\f\r"<>|.!?(){},-])?`,
  ].join(''),
  email: [
    String.raw`(&lt;|<)?[a-zA-Z0-9][^ \t\n\f\r"<>|()\u00A0{}]*@`,
    String.raw`([^ \t\n\f\r"<>|(){}.\u00A0]+\.)*([^ \t\n\f\r"<>|(){}.\u00A0]+)(&gt;|>)?`,
  ].join(''),
  handle: '@[a-zA-Z_][a-zA-Z_0-9]*|#{wordLetter}+',
  fileName: `({wordLetter}|{numeral})+(\\.({wordLetter}|{numeral})+)*\\.(${oneOf(`bat bmp c class cgi cpp dll doc docx exe
gif gz h htm html jar java jpeg jpg mov mp3 pdf php pl png ppt ps py sql tar txt wav x xml zip`)})`,

  hyphened: '({letter}|{digit})+',
  elision: '[dDoOlL]{apostropheOrLike}({letter}|{digit})',
  capitals: '[A-Z]+(([+&]|&amp;)[A-Z]+)+',
  withSlash: String.raw`[A-Za-z0-9]+(-[A-Za-z]+){0,2}(\\?/[A-Za-z0-9]+(-[A-Za-z]+){0,2}){1,2}`,

  thing: '{elision}?{hyphened}({hyphen}{elision}?{hyphened})*',
  // Brackets keep their case: only a capital makes the word before a period an abbreviation.
  monthDayOrState: oneOf(`Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thurs Fri
Ala Ariz [A]z [A]rk Calif Colo Conn Ct Dak [D]el Fla Ga [I]ll Ind Kans? Ky [L]a [M]ass Md Mich Minn [M]iss Mo Mont Neb Nev
Okla [O]re [P]a Penn Tenn [T]ex Va Vt [W]ash Wisc? Wyo`),
  company: oneOf('Inc Cos? Corp Pp?t[ye]s? Ltd Plc Rt Bancorp Bhd Assn Univ Intl Sys'),
  afterName: String.raw`Jr|Sr|Bros|(Ed|Ph)\.D|Blvd|Rd|Esq`,
  title:
    oneOf(`Mr Mrs Ms [M]iss Drs? Profs? Sens? Reps? Attys? Lt Col Gen Messrs Govs? Adm Rev Maj Sgt Cpl Pvt Capt Ste?
Ave Pres Lieut Hon Brig Co?mdr Pfc Spc Supts? Det Mt Ft Adj Adv Asst Assoc Ens Insp Mlle Mme Msgr Sfc`),
  dotted: String.raw`[A-Za-z](\.[A-Za-z])*|${dottedCountries}`,
  longDotted: String.raw`[A-Za-z](\.[A-Za-z])+|${dottedCountries}`,

  hyphenedPlain: String.raw`[A-Za-z0-9][A-Za-z0-9.,\u00AD]*(-([A-Za-z0-9\u00AD]+|{longDotted}\.))+`,
  beforeLowerCase: String.raw`({monthDayOrState}|{company}|{afterName}|${oneOf('tel est ext sq etc al seq Bldg')})\.`,
  beforeUpperCase: `{title}|{dotted}|${oneOf(String.raw`vs Alex Wm Jos Cie a\.k\.a cf TREAS Ph Invt Elec Natl
M[ft]g Dept`)}`,
  beforeNumber: String.raw`(ca|figs?|prop|nos?|art|bldg|pp|op)\.`,
  sentenceStart: `${oneOf(`[A]bout [A]ccording [A]dditionally [A]fter [A]n [A] [A]s [A]t [B]ut [E]arlier [H]e [H]er [H]ere
[H]owever [I]f [I]n [I]t [L]ast [M]any [M]ore [M]r\\. [M]s\\. [N]ow [O]nce [O]ne [O]ther [O]ur [S]he [S]ince [S]o [S]ome
[S]uch [T]hat [T]he [T]heir [T]hen [T]here [T]hese [T]hey [T]his [W]e [W]hen [W]hile [W]hat [Y]et [Y]ou`)}|{markup}`,
  smiley: String.raw`[<>]?[:;=][\-o*']?[()DPdpO\\{@|[\]]`,
  // An escape too many in the first: it matches no face, but "^.[^x=" and all up to "<>]".
  asianSmiley: [
    String.raw`[\^x=~<>]\.\[\^x=[^<]*<>]`,
    String.raw`[-\^x=~<>']_[-\^x=~<>']`,
    String.raw`\([-\^x=~<>'][_.]?[-\^x=~<>']\)`,
    "\\([\\^x=~<>']-[\\^x=~<>'`]\\)",
  ].join('|'),
  quotes: ["{apostrophe}|''", '[`\\u2018-\\u201F\\u0091-\\u0094\\u2039\\u203A\\u00AB\\u00BB]{1,2}'].join('|'),
  symbol:
    String.raw`[+%&~\^|\\\u00A6\u00A7\u00A8\u00A9\u00AC\u00AE\u00AF\u00B0-\u00B3\u00B4-\u00BA\u00D7\u00F7\u0387
\u05BE\u05C0\u05C3\u05C6\u05F3\u05F4\u0600-\u0603\u0606-\u060A\u060C\u0614\u061B\u061E\u066A\u066D\u0703-\u070D
\u07F6-\u07F8\u0964\u0965\u0E4F\u1FBD\u2016\u2017\u2020-\u2023\u2030-\u2038\u203B\u203E-\u2042\u2044\u207A-\u207F
\u208A-\u208E\u2100-\u214F\u2190-\u2BFF\u3012\u30FB\uFF01-\uFF0F\uFF1A-\uFF20\uFF3B-\uFF40\uFF5B-\uFF65]`.replaceAll(
      '\n',
      '',
    ),
};

const same = (text: string) => text;
const none = () => null;
const always = (token: string) => () => token;
const withoutSoftHyphens = (text: string) => text.replaceAll('\u00AD', '') || '-';
const withAmpersands = (text: string) => text.replace(/&amp;/gi, '&');
const withFixedSpaces = (text: string) => text.replaceAll(' ', '\u00A0');
const withBrackets = (text: string) => text.replaceAll('(', '-LRB-').replaceAll(')', '-RRB-');

function withQuotes(opening: boolean): Rule['token'] {
  const quote = opening ? '`' : "'";
  return (text) =>
    text
      .replace(/&apos;|'/g, quote)
      .replace(/"|&quot;/g, quote + quote)
      .replace(/[\u0091\u2018\u201B\u2039]/g, '`')
      .replace(/[\u0092\u2019\u203A]/g, "'")
      .replace(/[\u0093\u201C\u00AB]/g, '``')
      .replace(/[\u0094\u201D\u00BB]/g, "''");
}
const opening = withQuotes(true);
const closing = withQuotes(false);

const fractions: Record<string, string> = {
  '\u00BC': '1/4',
  '\u00BD': '1/2',
  '\u00BE': '3/4',
  '\u2153': '1/3',
  '\u2154': '2/3',
};

function inAscii(currency: string): string {
  if (currency === '\u00A2') return 'cents';
  if (currency === '\u00A3') return '#';
  return /[\u0080\u00A4\u20A0\u20AC]/.test(currency) ? '$' : currency;
}

interface RuleText extends Omit<Rule, 'pattern' | 'before'> {
  pattern: string;
  before?: string;
}

function rule(
  pattern: string,
  token: Rule['token'] = same,
  more: Pick<RuleText, 'before' | 'giveBack'> = {},
): RuleText {
  return { pattern, token, ...more };
}

/** Two words that are written as one: the second, of so many letters, is a token of its own. */
function twoWords(pattern: string, second: number): RuleText {
  return rule(pattern, (text) => text.slice(0, -second), { giveBack: () => second });
}

/** The period of an abbreviation that ends a sentence is a token once more. */
const periodAgain = () => 1;

// Of rules that match as much, the first one wins.
const rules: readonly RuleText[] = [
  rule('c[+][+]'),
  rule('(c|f)#'),
  twoWords('cannot', 3),
  twoWords("'twas", 3),
  twoWords("'tis", 2),
  twoWords('gonna|gotta|lemme|gimme|wanna', 2),
  rule('{markup}', withFixedSpaces),
  rule(String.raw`&(MD|mdash|ndash);|[\u0096\u0097\u2013\u2014\u2015]`, always('--')),
  rule('&amp;', withAmpersands),
  rule('&(HT|TL|UR|LR|QC|QL|QR|odq|cdq|#[0-9]+);'),
  rule('{word}', withoutSoftHyphens, { before: '{shortVerb}' }),
  rule('{beforeNot}', withoutSoftHyphens, { before: '{not}' }),
  rule('{word}', withoutSoftHyphens),
  rule('{wordWithApostrophe}'),
  rule('y{apostrophe}', same, { before: '{letter}' }),
  rule('{url}'),
  rule('{likelyUrl}'),
  rule('{email}'),
  rule('{handle}'),
  rule('{shortVerb}', closing, { before: '[^A-Za-z]' }),
  rule('{not}', closing, { before: '[^A-Za-z]' }),
  rule('{date}'),
  rule('{number}', withoutSoftHyphens),
  rule('{raisedOrLowered}'),
  rule('{fraction}', withFixedSpaces),
  rule(String.raw`[\u00BC-\u00BE\u2153-\u215E]`, (text) => fractions[text] ?? text),
  rule(
    String.raw`-(RRB|LRB|RCB|LCB|RSB|LSB)-|C\.D\.s|pro-|anti-|S(&|&amp;)P-500|S(&|&amp;)Ls|Cap{apostrophe}n|c{apostrophe}est`,
    withAmpersands,
  ),
  rule('{withSlash}'),
  rule('[A-Z]*[$]|#'),
  rule('{currency}', inAscii),
  // One letter and a period before the start of a sentence is no acronym.
  rule(String.raw`({dotted})\.`, (text) => (text.length === 2 ? text[0]! : text), {
    before: '{spaceOrLineEnd}+({sentenceStart}){spaceOrLineEnd}',
    giveBack: periodAgain,
  }),
  rule('{beforeNumber}', same, { before: '{spaceOrLineEnd}?{digit}' }),
  rule(String.raw`(pt[eyEY]|co)\.`, same, { before: '{space}(ltd|lim)' }),
  rule('{beforeLowerCase}', same, {
    before: '{spaceOrLineEnd}({spaceOrLineEnd}|{upper}|{markup})',
    giveBack: periodAgain,
  }),
  rule('{beforeLowerCase}', same, { before: '{any}{any}' }),
  rule('{beforeLowerCase}', same, { giveBack: periodAgain }),
  rule(String.raw`({beforeUpperCase})\.`),
  rule('{beforeUpperCase}', same, { before: '{space}' }),
  rule('{dotted}', same, { before: '{spaceOrLineEnd}' }),
  rule('{apostrophe}[0-9][0-9]', same, { before: '{spaceOrLineEnd}' }),
  rule('{fileName}', same, { before: '{spaceOrLineEnd}|[.?!,]' }),
  rule(String.raw`{word}\.`, withoutSoftHyphens, { before: '{comma}' }),
  rule('{phone}', (text) => withBrackets(withFixedSpaces(text))),
  rule('"|&quot;', opening, { before: '[A-Za-z0-9$]' }),
  rule('"|&quot;', closing),
  rule(String.raw`\u007F`, none),
  rule('<|&lt;', always('<')),
  rule('>|&gt;', always('>')),
  rule('{smiley}', withBrackets, { before: '[^A-Za-z0-9]' }),
  rule('{asianSmiley}', withBrackets),
  rule(String.raw`\{`, always('-LCB-')),
  rule(String.raw`\}`, always('-RCB-')),
  rule(String.raw`\[`, always('-LSB-')),
  rule(']', always('-RSB-')),
  rule(String.raw`\(`, always('-LRB-')),
  rule(String.raw`\)`, always('-RRB-')),
  rule('-+', (text) => (text.length === 3 || text.length === 4 ? '--' : text)),
  rule(String.raw`\.{3,5}|(\.[ \u00A0]){2,4}\.|[\u0085\u2026]`, always('...')),
  rule('@+|#+|_+'),
  rule(String.raw`[*]+|(\\[*]){1,3}`),
  rule('{comma}'),
  rule('[?!]+'),
  rule(String.raw`[.\u00A1\u00BF\u037E\u0589\u061F\u06D4\u0700-\u0702\u07FA\u3002]`),
  rule('='),
  rule('/'),
  rule(String.raw`{hyphenedPlain}\.`, withoutSoftHyphens, { before: '{comma}' }),
  rule('{hyphenedPlain}', withoutSoftHyphens),
  rule(String.raw`{thing}\.`, same, { before: '{comma}' }),
  rule('{thing}'),
  rule(String.raw`{capitals}\.`, withAmpersands, { before: '{comma}' }),
  rule('{capitals}', withAmpersands),
  rule("'", opening, { before: String.raw`[A-Za-z][^ \t\n\r\u00A0]` }),
  rule('{shortVerb}', closing),
  rule('{not}', closing),
  rule('{quotes}', closing),
  rule('<<|>>'),
  rule('{symbol}'),
  rule(String.raw`{space}+|[\0\u200B\u200E\u200F\uFEFF]`, none),
  rule(String.raw`\n`, none),
  rule('&nbsp;', none),
  // What no rule knows is no token.
  rule('{any}', none),
];

/** Takes some 0.1 s: who needs them keeps them. */
export function ptbRules(): Rule[] {
  const named: Record<string, Pattern> = {
    letter: { kind: 'set', set: letters() },
    digit: { kind: 'set', set: digits() },
    upper: { kind: 'set', set: capitals() },
    any: { kind: 'set', set: [[0, 0xffff]] },
  };
  for (const [name, source] of Object.entries(patterns)) named[name] = parsePattern(source, named);
  return rules.map(({ pattern, before, ...rest }) => ({
    ...rest,
    pattern: parsePattern(pattern, named),
    ...(before !== undefined && { before: parsePattern(before, named) }),
  }));
}
