import { type CharacterSet, charactersWhere } from './character-set.ts';

// The tokenizer was made before Unicode 7.0; what came later is no letter and no digit to it.
const lettersSince = `37f 528-52f 560 588 5ef 860-86a 870-887 889-88f 8a1 8ad-8c9 978 980 9fc af9 c34 c5a c5c-c5d c80
cdc-cdd d04 d54-d56 d5f e86 e89 e8c e8e-e93 e98 ea0 ea8-ea9 eac 13f5 13f8-13fd 16f1-16f8 170d 171f 1878 191d-191e
19b0-19c0 19c8-19c9 1b4c 1c80-1c8a 1c90-1cba 1cbd-1cbf 1cf2-1cf3 1cfa 2c2f 2c5f 312e-312f 31bb-31bf 4db6-4dbf 9fcd-9fff
a698-a69d a78f a794-a79f a7ab-a7dc a7f1-a7f7 a8fd-a8fe a9e0-a9e4 a9e6-a9ef a9fa-a9fe aa7e-aa7f ab30-ab5a ab5c-ab69
ab70-abbf`;
const capitalsSince = `37f 528 52a 52c 52e 13a0-13f5 1c89 1c90-1cba 1cbd-1cbf 2c2f a698 a69a a796 a798 a79a a79c a79e
a7ab-a7dc a7f5`;
const lettersOnceOnly = ['\u1885', '\u1886'];
const digitsSince = 'de6-def a9f0-a9f9';

function isNoneOf(list: string): (character: string) => boolean {
  const ranges = list.split(/\s+/).map((range) => range.split('-').map((unit) => Number.parseInt(unit, 16)));
  return (character) => {
    const unit = character.charCodeAt(0);
    return !ranges.some(([from, to = from]) => unit >= from! && unit <= to!);
  };
}

export function letters(): CharacterSet {
  const isOld = isNoneOf(lettersSince);
  return charactersWhere(
    (character) => (/\p{L}/u.test(character) && isOld(character)) || lettersOnceOnly.includes(character),
  );
}

export function digits(): CharacterSet {
  const isOld = isNoneOf(digitsSince);
  return charactersWhere((character) => /\p{Nd}/u.test(character) && isOld(character));
}

export function capitals(): CharacterSet {
  const isOld = isNoneOf(capitalsSince);
  return charactersWhere((character) => /\p{Uppercase}/u.test(character) && isOld(character));
}
