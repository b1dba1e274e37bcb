// The misspelt contractions that vqaEval.py (GT-Vision-Lab/VQA at a013f00) mends, with what it makes of them. Its own
// slips are kept ("somebody'd" loses its apostrophe); its keys with capitals never match and are left out.

/** Each is written for the same word without its apostrophes. */
const withoutApostrophes =
  `ain't aren't can't could've couldn't didn't doesn't don't hadn't hasn't haven't he'd he's
how'd how'll how's isn't it'd it'll ma'am mightn't might've mustn't must've needn't not've o'clock oughtn't shan't
should've shouldn't somebody'll somebody's someone'd someone'll someone's something'd something'll that's there'd
there're there's they'd they'll they're they've 'twas wasn't we've weren't what'll what're what's what've when's
where'd where's where've who'd who'll who's who've why'll why're why's won't would've wouldn't y'all you'd you'll
you're you've`.split(/\s+/);

/** Each is written for the same word with its first apostrophe missing, and with its second. */
const withoutOneApostrophe =
  `couldn't've hadn't've he'd've it'd've mightn't've she'd've shouldn't've somebody'd've
someone'd've something'd've there'd've they'd've we'd've who'd've wouldn't've you'd've`.split(/\s+/);

const others: [string, string][] = [
  ["ow's'at", "'ow's'at"],
  ["'ows'at", "'ow's'at"],
  ["'ow'sat", "'ow's'at"],
  ["somebody'd", 'somebodyd'],
  ["yall'll", "y'all'll"],
  ["y'allll", "y'all'll"],
  ["yall'd've", "y'all'd've"],
  ["y'alld've", "y'all'd've"],
  ["y'all'dve", "y'all'd've"],
];

/** From a word in lower case to the contraction that it is taken for. */
export const vqaContractions: ReadonlyMap<string, string> = new Map([
  ...withoutApostrophes.map((word): [string, string] => [word.replaceAll("'", ''), word]),
  ...withoutOneApostrophe.flatMap((word): [string, string][] => [
    [word.replace("'", ''), word],
    [word.replace(/'(?=[^']*$)/, ''), word],
  ]),
  ...others,
]);
